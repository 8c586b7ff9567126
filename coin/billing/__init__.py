"""Documents and money."""
