"""Members from a CSV file: read it, name its columns, compare its lines with coin, then write all of them or none.

`reading`, `fields`, `mapping` and `comparing` are pure; `people` reads the members that coin has; `services` writes.
"""
