"""What waits about members: dues that nobody paid, seats that end."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.board import WorkLine, folded, work
from coin.core.models import Association
from coin.members import (  # noqa: F401 (each adds its lines)
    board_assemblies,
    board_dues,
    board_joining,
    board_personal_data,
)
from coin.members.capabilities import EDIT, SEATS
from coin.members.models import DuesPeriod, Seat
from coin.members.queries import ending_seats, overdue_dues

SEATS_END_SOON = timedelta(days=60)


@work("members.overdue_dues", group=gettext_lazy("Treasury"), capability=EDIT.slug)
def dues_lines() -> Iterable[WorkLine]:
    late_after = timedelta(days=Association.current().late_after_days)
    overdue = overdue_dues(timezone.localdate() - late_after).select_related("member")
    return folded(overdue, _dues_line, _more_dues)


@work("members.ending_seats", group=gettext_lazy("Collegial body"), capability=SEATS.slug)
def seat_lines() -> Iterable[WorkLine]:
    return [_seat_line(seat) for seat in ending_seats(timezone.localdate(), SEATS_END_SOON)]


def _dues_line(period: DuesPeriod) -> WorkLine:
    words = {"member": period.member, "day": date_format(period.starts_on)}
    return WorkLine(
        text=_("%(member)s has not paid the dues that began on %(day)s") % words,
        url=reverse("office:member", args=[period.member.number]),
        button=_("See the member"),
        since=_midnight(period.starts_on),
        key=f"members.overdue_dues:{period.pk}",
    )


def _more_dues(count: int) -> WorkLine:
    text = ngettext(
        "%(count)s other member is late with their dues",
        "%(count)s other members are late with their dues",
        count,
    )
    return WorkLine(
        text=text % {"count": count},
        url=reverse("office:members"),
        button=_("See members"),
        count=count,
    )


def _seat_line(seat: Seat) -> WorkLine:
    words = {"person": seat.user, "group": seat.group, "day": date_format(seat.ends_on)}
    return WorkLine(
        text=_("The seat of %(person)s in “%(group)s” ends on %(day)s") % words,
        url=reverse("office:groups"),
        button=_("See the groups"),
        key=f"members.ending_seats:{seat.pk}",
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
