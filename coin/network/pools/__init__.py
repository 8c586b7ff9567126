"""Pools: made with their free slots, how full they are, the picture of one."""
