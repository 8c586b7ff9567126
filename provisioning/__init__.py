"""Makes the association's servers match what was promised.

Subjects: `ansible` and `directory` carry a run out; `engine` rests on them and decides what runs; `types` holds the
service types that are automated; `backup` puts all of coin in one file; `lab` makes servers for tests and the demo.
"""
