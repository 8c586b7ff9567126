"""Runs: what must run, its life from asked to ended, what a dead worker left."""
