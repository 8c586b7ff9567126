"""Counts and exports for the federation."""
