"""Reminders: a schedule of steps, who is due one on a day, the mail as it is shown first and sent then, each once.

All kinds of reminders work alike. A room declares each of its own as one `sending.Reminders`: who is late and since
when, what holds a mail back, coin's own words, and where it is kept that a mail was sent.
"""
