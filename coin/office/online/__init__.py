"""Payments on line."""
