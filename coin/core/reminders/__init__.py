"""Reminders: a schedule of steps, the people due for one on a day, and the mail, first shown and then sent once.

All kinds of reminders work alike. A room declares each of its kinds as one `sending.Reminders`: who is late and since
when, what holds a mail back, coin's own words, and the row that records a mail that was sent.

Other rooms and the faces call:

- `sending.Reminders(schedule, find, compose, again, keep)`: declares a kind; the office shows it by its `Kind`.
- `Reminders.find`, `.write`, `.send`: who is due on a day; one mail in words; all mails of the day, each once.
- `schedule.Schedule.set_up`, `add`, `change`: the steps, first as coin suggests them.
- `schedule.latest`: the last step that has come after so many days.
- `rounds.Round`, `Due`, `Odd`: a day's mails, one of them, and somebody who is due but not written to.
"""
