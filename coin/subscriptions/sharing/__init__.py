"""Shared lines: who pays which part, and everyone told before it changes."""
