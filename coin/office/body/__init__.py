"""The collegial body: groups, seats, acts of two people."""
