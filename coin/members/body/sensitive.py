"""Acts of the collegial body that wait for a second person: seats, rights, and letting one person act alone."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coin.core.sensitive import Arguments, sensitive
from coin.core.services.settings import set_done_alone
from coin.members.body import groups, seats, telling  # noqa: F401 (telling registers who confirms and who is told)
from coin.members.capabilities import SEATS, SETTINGS
from coin.members.models import Seat, WorkingGroup


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


ONE_PERSON = sensitive(
    "core.done_alone",
    _("Let one person alone do acts that wait for two"),
    capability=SETTINGS,
    do=set_done_alone,
    always=True,
    url_of=lambda association: reverse("office:settings"),
)
