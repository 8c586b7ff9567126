"""What may be done to members, their dues, their accounts and the working groups."""

from coin.members.services.accounts import (
    add_representative,
    change_password,
    set_up_account,
)
from coin.members.services.admissions import (
    approve,
    ask_candidate,
    decline_application,
    send_candidate_link,
)
from coin.members.services.applications import (
    answer_application,
    confirm_application,
    erase_application,
    forget_unconfirmed,
    submit_application,
    withdraw_application,
)
from coin.members.services.assemblies import (
    call_members,
    cancel_assembly,
    change_assembly,
    plan_assembly,
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
from coin.members.services.dues import (
    change_dues,
    confirm_dues_paid,
    open_dues_period,
    unconfirm_dues,
)
from coin.members.services.founding import found_collegial_body, reopen_body
from coin.members.services.groups import create_group, edit_group, set_capabilities
from coin.members.services.members import (
    create_member,
    record_departure,
    undo_departure,
    update_member,
)
from coin.members.services.merging import merge_members, tell_apart
from coin.members.services.organisation_accounts import (
    add_organisation_account,
    change_organisation_account,
    remove_organisation_account,
    send_password_link,
    set_directory_password,
)
from coin.members.services.plans import change_plan, create_plan, delete_plan
from coin.members.services.proxies import give_proxy, withdraw_proxy
from coin.members.services.reduced_rates import (
    ask_reduced_rate,
    decline_reduced_rate,
    give_reduced_rate,
    grant_reduced_rate,
)
from coin.members.services.reminders import (
    add_reminder_step,
    change_reminder_step,
    send_reminders,
    set_up_schedule,
    suggested_schedule,
)
from coin.members.services.renewals import choose_gift, choose_reminders, renew, resign
from coin.members.services.representatives import end_representative, invite_representative
from coin.members.services.seats import give_seat, hand_back_seat, withdraw_seat
from coin.members.services.second_factor import (
    add_application,
    add_passkey,
    remove_factor,
    renew_recovery_codes,
    reset_second_factor,
)
from coin.members.services.sign_in import (
    ask_for_password,
    ask_to_change_email,
    change_email,
    reset_password,
)

__all__ = [
    "add_address",
    "add_application",
    "add_attachment",
    "add_contact",
    "add_organisation_account",
    "add_passkey",
    "add_reminder_step",
    "add_representative",
    "answer_application",
    "approve",
    "ask_candidate",
    "ask_for_password",
    "ask_reduced_rate",
    "ask_to_change_email",
    "call_members",
    "cancel_assembly",
    "change_address",
    "change_assembly",
    "change_contact",
    "change_dues",
    "change_email",
    "change_organisation_account",
    "change_password",
    "change_plan",
    "change_reminder_step",
    "choose_gift",
    "choose_reminders",
    "confirm_application",
    "confirm_dues_paid",
    "create_group",
    "create_member",
    "create_plan",
    "decline_application",
    "decline_reduced_rate",
    "delete_plan",
    "edit_group",
    "end_representative",
    "erase_application",
    "forget_unconfirmed",
    "found_collegial_body",
    "give_proxy",
    "give_reduced_rate",
    "give_seat",
    "grant_reduced_rate",
    "hand_back_seat",
    "invite_representative",
    "merge_members",
    "open_dues_period",
    "plan_assembly",
    "record_departure",
    "remove_address",
    "remove_attachment",
    "remove_contact",
    "remove_factor",
    "remove_organisation_account",
    "renew",
    "renew_recovery_codes",
    "reopen_body",
    "reset_password",
    "reset_second_factor",
    "resign",
    "send_candidate_link",
    "send_password_link",
    "send_reminders",
    "set_capabilities",
    "set_directory_password",
    "set_up_account",
    "set_up_schedule",
    "submit_application",
    "suggested_schedule",
    "sweep_attachments",
    "tell_apart",
    "unconfirm_dues",
    "undo_departure",
    "update_member",
    "withdraw_application",
    "withdraw_proxy",
    "withdraw_seat",
]
