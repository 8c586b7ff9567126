"""Requests to join, from the form to a member."""
