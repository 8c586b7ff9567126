"""What may be done to members, their dues, their accounts and the working groups."""

from coin.members.services.accounts import (
    add_representative,
    change_password,
    set_up_account,
)
from coin.members.services.attachments import (
    add_attachment,
    remove_attachment,
    sweep_attachments,
)
from coin.members.services.contacts import (
    add_address,
    add_contact,
    change_address,
    change_contact,
    remove_address,
    remove_contact,
)
from coin.members.services.dues import confirm_dues_paid, open_dues_period, unconfirm_dues
from coin.members.services.founding import found_collegial_body
from coin.members.services.members import (
    create_member,
    record_departure,
    undo_departure,
    update_member,
)
from coin.members.services.organisation_accounts import (
    add_organisation_account,
    change_organisation_account,
    remove_organisation_account,
    send_password_link,
    set_directory_password,
)
from coin.members.services.representatives import end_representative, invite_representative
from coin.members.services.seats import give_seat, hand_back_seat

__all__ = [
    "add_address",
    "add_attachment",
    "add_contact",
    "add_organisation_account",
    "add_representative",
    "change_address",
    "change_contact",
    "change_organisation_account",
    "change_password",
    "confirm_dues_paid",
    "create_member",
    "end_representative",
    "found_collegial_body",
    "give_seat",
    "hand_back_seat",
    "invite_representative",
    "open_dues_period",
    "record_departure",
    "remove_address",
    "remove_attachment",
    "remove_contact",
    "remove_organisation_account",
    "send_password_link",
    "set_directory_password",
    "set_up_account",
    "sweep_attachments",
    "unconfirm_dues",
    "undo_departure",
    "update_member",
]
