"""Members and whoever acts for them: identity, contacts, papers, accounts."""
