"""Two records of the same member become one.

Other rooms and the faces call:

- `registry.moves`, `stays`, `refuses`, `warns`: what becomes of a room's rows (each room's `moves.py`).
- `registry.without_twins`: rows of which a member may have one only.
- `registry.parts`, `registry.warnings`: what will move, and what to look at first.
- `sensitive.MERGE`: act of two; merges two members.
- `services.obstacles`, `tell_apart`: why they cannot be merged now; they are two people.
- `duplicates.suspects`: pairs that may be one member.
"""
