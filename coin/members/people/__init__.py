"""Members and the people who act for them: identity, contacts, papers, accounts.

Other rooms and the faces call:

- `services.create_member`, `update_member`: a member's record.
- `services.record_departure`, `undo_departure`: a member leaves, or is back.
- `contacts.add_contact`, `add_address` (and `change_`, `remove_`): further e-mails, telephones and addresses.
- `attachments.add_attachment`, `remove_attachment`: papers about a member.
- `representatives.invite_representative`, `end_representative`: who acts for a member.
- `organisation_accounts.add_organisation_account` (and `change_`, `remove_`): people in an organisation's services.
- `organisation_accounts.send_password_link`, `set_directory_password`: the password of the services.
- `accounts.set_up_account`, `add_representative`: an account, and the member that its person acts for.
- `previews.account_removal`, `password_link`, `representation_end`: what these acts will do, before they are done.
- `forms`: the forms of these acts, for both faces.
"""
