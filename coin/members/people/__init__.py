"""Members and the people who act for them: identity, contacts, papers, accounts."""
