"""Pools of addresses, and who holds which from when to when."""
