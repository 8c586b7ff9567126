"""The association's settings, and its pictures."""
