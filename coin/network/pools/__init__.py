"""Pools: how they are made and changed, how full they are, and the map of one."""
