"""Runs: what must run, the life of a run from request to end, and what a dead worker left behind."""
