"""What comes back by itself."""
