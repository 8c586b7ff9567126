"""The office's first page: the work that waits."""
