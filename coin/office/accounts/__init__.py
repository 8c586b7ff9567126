"""The accounts: read, checked, closed, brought forward."""
