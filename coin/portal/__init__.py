"""The public page and the members' portal."""
