"""Bank statements: read in any of the formats that French banks give, taken in once, matched with members.

`reading.read(bytes)` gives Statements; `taking_in` keeps what was not there; `matching` says whose each line is.
"""
