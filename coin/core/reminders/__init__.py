"""Reminders: a schedule of steps, the people due for one on a day, and the mail, first shown and then sent once.

All kinds of reminders work alike. A room declares each of its kinds as one `sending.Reminders`: who is late and since
when, what holds a mail back, coin's own words, and the row that records a mail that was sent.
"""
