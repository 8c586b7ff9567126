"""The journal: what was done, by whom."""
