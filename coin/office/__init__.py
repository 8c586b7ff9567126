"""The volunteers' office."""
