"""What may be done to members, their dues, their accounts and the working groups."""

from coin.members.services.accounts import (
    add_representative,
    change_password,
    set_up_account,
)
from coin.members.services.dues import confirm_dues_paid, open_dues_period, unconfirm_dues
from coin.members.services.founding import found_collegial_body
from coin.members.services.members import (
    create_member,
    record_departure,
    undo_departure,
    update_member,
)
from coin.members.services.seats import give_seat, hand_back_seat

__all__ = [
    "add_representative",
    "change_password",
    "confirm_dues_paid",
    "create_member",
    "found_collegial_body",
    "give_seat",
    "hand_back_seat",
    "open_dues_period",
    "record_departure",
    "set_up_account",
    "unconfirm_dues",
    "undo_departure",
    "update_member",
]
