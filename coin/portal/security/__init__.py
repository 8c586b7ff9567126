"""Signing in, and the security of the account."""
