"""Pools: how they are made and changed, how full they are, and the map of one.

Other rooms and the faces call:

- `services.create_pool`: a pool, cut into slots.
- `usage.usage`: how full each pool is.
- `slot_map.slot_map`: the cells of the picture.
"""
