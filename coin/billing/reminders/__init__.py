"""Reminders of unpaid documents: who is due, the letter, sending each once."""
