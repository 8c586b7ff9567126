"""The kinds of pages, each written once for all rooms."""
