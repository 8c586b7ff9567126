"""Offers, subscriptions and services: what was promised.

Subjects, from those that others rest on upwards: `catalogue`, `life`, `prices`, `sharing`.

Other rooms and the faces call:

- `registry.register`, `get`, `all_types`, `label_of`: service types; an unknown one is `manual`, done by a person.
- `closed_days.CLOSED`: hook; the room of money says until when the accounts are closed.
- `wording.term_price`, `when_billed`: a term's price, and when it is billed, in words.
"""
