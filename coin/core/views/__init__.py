"""The kinds of pages, each made once."""
