"""The membership: where it stands, renewing, leaving, assemblies."""
