"""The billing run of a month: draft, issue, print, mail."""
