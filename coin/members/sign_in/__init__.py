"""Signing in: passwords, second factors, sessions, logins.

Other rooms and the faces call:

- `services.ask_for_password`, `reset_password`, `ask_to_change_email`, `change_email`: what a person signs in with.
- `passwords.change_password`: another password for an account.
- `logins.suggest_login`: a free login made of a name.
- `logins.HOLDERS`: hook; rooms that hold logins say which are taken.
- `retired_logins.retired`, `taken`: what stands for a login that is gone, so that nobody takes it again.
- `invitations.user_of`, `email_change.email_of`, `directory_passwords.account_of`: what the link of a mail opens.
- `directory_passwords.FOLLOWERS`: hook; called when the directory should be written at once.
- `second_factor.is_shown`, `remember`, `forget`: whether this session has shown a second factor.
- `second_factor.factors`, `people_with_one`, `is_compulsory`: whose they are, and whether one is needed.
- `reset_factor.add_application`, `add_passkey`, `remove_factor`, `renew_recovery_codes`: one's second factors.
- `sensitive.RESET_SECOND_FACTOR`: act of two; takes away a second factor that was lost.
- `sessions.sessions_of`, `end_sessions`: where a person is signed in; sign them out there.
"""
