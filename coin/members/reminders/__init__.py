"""Reminders of dues: who is due, the letter, sending each once."""
