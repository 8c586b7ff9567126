"""The catalogue: offers, and the services that each holds.

Other rooms and the faces call:

- `services.create_offer`, `change_offer`, `delete_offer`: offers; subscriptions keep what was agreed.
- `services.add_item`, `change_item`, `remove_item`: the services of an offer.
"""
