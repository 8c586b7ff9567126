"""The collegial body: groups hold rights, seats give them to people for a while.

Other rooms and the faces call:

- `groups.create_group`, `edit_group`: working groups.
- `seats.check_seat`, `hand_back_seat`: whether a seat may be given; end one's own.
- `sensitive.GIVE_SEAT`, `WITHDRAW_SEAT`, `GROUP_RIGHTS`: acts of two; seats and the rights of groups.
- `sensitive.ONE_PERSON`: act of two; one person may do some acts of two alone.
- `holders.seats_of`, `rights_of_nobody`: who sits or sat in a group; rights that no group holds.
- `founding.found_collegial_body`: the first seat of a new association.
"""
