"""Pools, and who had an address."""
