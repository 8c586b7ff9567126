"""The people around a member: contacts, papers, who acts for them, an organisation's people."""
