"""Private servers of this machine, for the demo and the tests."""
