"""Makes the association's servers match what was promised."""
