"""Documents: the list, the record, their files and mails."""
