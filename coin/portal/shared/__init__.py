"""What every page of the portal shares: whose page it is, which role opens it."""
