"""The office's first page: what waits for a hand."""
