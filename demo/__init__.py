"""An association to look at, and the servers it runs on: `python -m demo`."""
