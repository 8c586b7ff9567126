"""Assignments: slots given to services and taken back, and their history.

Other rooms and the faces call:

- `assigning.assign_for`: one slot of each family, in the first open pool with room.
- `assigning.assign`: the lowest usable slot of a pool, or the one chosen. Raises PoolFull or AddressTaken.
- `releasing.release_all`: all that a service holds goes into quarantine.
- `holders.current_of`, `history_of_address`: what services hold now; who held an address.
"""
