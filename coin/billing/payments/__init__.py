"""Money in: every means, cheques and cash, moved to the right member, reversed."""
