"""The columns of the office's lists."""
