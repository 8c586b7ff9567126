"""Reminders of dues: who gets one, its words, and the schedule by which each is sent once.

Other rooms and the faces call:

- `services.DUES_REMINDERS`: the steps, who is reminded on a day, the mail, sending it (`coin.core.reminders`).
"""
