"""Reminders of unpaid documents, read before they leave."""
