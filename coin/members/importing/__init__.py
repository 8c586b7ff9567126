"""Members from a CSV file: read the file, name its columns, compare its lines with coin, then write all or none of them.

`reading`, `fields`, `mapping` and `comparing` are pure; `people` reads the members that coin has; `services` writes.
"""
