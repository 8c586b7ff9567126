"""The mails that coin sent or could not send."""
