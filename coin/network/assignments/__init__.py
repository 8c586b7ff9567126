"""Assignments: slots given to services and taken back, and their history."""
