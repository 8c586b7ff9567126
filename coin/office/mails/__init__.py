"""The mails that coin sends: those that left, wait or failed."""
