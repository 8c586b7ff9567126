"""Shared lines: who pays which part, and everyone told before it changes.

Other rooms and the faces call:

- `services.split_cost`, `leave_split`, `end_split`: who pays from a day on; everyone is told by mail.
- `requests.ask_to_share`, `decline_sharing`: a member asks the volunteers.
- `queries.paid_on`, `compare`, `lines_shared`, `members_of`: reads.
"""
