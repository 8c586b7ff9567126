"""What machines read and tell."""
