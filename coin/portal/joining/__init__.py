"""Joining: the form, and the candidate's own page."""
