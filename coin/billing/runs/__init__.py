"""The billing run of a month: draft, issue, print, mail.

Other rooms and the faces call:

- `services.start`, `start_again`, `open_run`: asks for the run of a month, goes on with one that stopped, reads it.
- `look.look`: what a person should know before the run.
- `mails.mail_document`: mails one document to its member.
"""
