"""What workers do and what comes back."""
