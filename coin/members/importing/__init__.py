"""Members from a CSV file: read it, say which column is what, compare with what is here, then write all of it or none.

`reading`, `fields`, `mapping` and `comparing` are pure; `people` reads what coin holds; `services` writes.
"""
