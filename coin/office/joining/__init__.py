"""Requests to join, as volunteers answer them."""
