"""Reminders of dues: who gets one, its words, and the schedule by which each is sent once."""
