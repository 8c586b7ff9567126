"""Reminders of unpaid documents: who is due, the letter, sending each once.

Other rooms and the faces call:

- `services.DOCUMENT_REMINDERS`: the steps, who is reminded on a day, the mail, sending it (`coin.core.reminders`).
"""
