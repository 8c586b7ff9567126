"""The association's settings."""
