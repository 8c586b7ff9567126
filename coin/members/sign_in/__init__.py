"""Signing in: passwords, second factors, sessions, logins."""
