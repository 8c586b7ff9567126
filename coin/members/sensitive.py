"""Acts of this room that two people do."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coin.core.sensitive import Arguments, sensitive
from coin.core.services import set_done_alone
from coin.members import telling  # noqa: F401 (who may confirm, who is told)
from coin.members.capabilities import IMPORT, PERSONAL_DATA, SEATS, SETTINGS
from coin.members.models import Seat, WorkingGroup
from coin.members.services import erasure, groups, seats
from coin.members.services.merging import merge_members
from coin.members.services.second_factor import reset_second_factor


def _page_of_group(group: WorkingGroup) -> str:
    return reverse("office:group", args=[group.pk])


def _whoever_is_seated(group: WorkingGroup, arguments: Arguments) -> Iterable[Any]:
    return [arguments["user"]] if "user" in arguments else []


GIVE_SEAT = sensitive(
    "members.give_seat",
    _("Give a seat"),
    capability=SEATS,
    do=seats.give_seat_as_asked,
    url_of=_page_of_group,
    not_by=_whoever_is_seated,
)
GROUP_RIGHTS = sensitive(
    "members.group_rights",
    _("Change the rights of a working group"),
    capability=SEATS,
    do=groups.set_capabilities,
    url_of=_page_of_group,
)


def _page_of_seat(seat: Seat) -> str:
    return _page_of_group(seat.group)


WITHDRAW_SEAT = sensitive(
    "members.withdraw_seat",
    _("Withdraw a seat"),
    capability=SEATS,
    do=seats.withdraw_seat,
    always=True,
    url_of=_page_of_seat,
    not_by=lambda seat, arguments: [seat.user_id],
)


def member_url(member: Any) -> str:
    return reverse("office:member", args=[member.number])


MERGE = sensitive(
    "members.merge",
    _("Merge two members"),
    capability=IMPORT,
    do=merge_members,
    url_of=member_url,
)
ERASE = sensitive(
    erasure.ACT,
    _("Erase a member's data"),
    capability=PERSONAL_DATA,
    do=erasure.erase_member,
    url_of=lambda member: reverse("office:member-data", args=[member.number]),
)
RESET_SECOND_FACTOR = sensitive(
    "members.reset_second_factor",
    _("Reset a lost second factor"),
    capability=SEATS,
    do=reset_second_factor,
    url_of=lambda user: reverse("office:groups"),
    not_by=lambda user, arguments: [user.pk],
)
ONE_PERSON = sensitive(
    "core.done_alone",
    _("Let one person alone do acts that wait for two"),
    capability=SETTINGS,
    do=set_done_alone,
    always=True,
    url_of=lambda association: reverse("office:settings"),
)
