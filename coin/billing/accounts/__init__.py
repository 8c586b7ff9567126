"""The accounts: what facts become as balanced entries, and what is drawn from these."""
