"""Work lines about the collegial body: seats that end soon."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.board import WorkLine, work
from coin.members.body.holders import ending_seats
from coin.members.capabilities import SEATS
from coin.members.models import Seat

SEATS_END_SOON = timedelta(days=60)


@work("members.ending_seats", group=gettext_lazy("Collegial body"), capability=SEATS.slug)
def seat_lines() -> Iterable[WorkLine]:
    return [_seat_line(seat) for seat in ending_seats(timezone.localdate(), SEATS_END_SOON)]


def _seat_line(seat: Seat) -> WorkLine:
    words = {"person": seat.user, "group": seat.group, "day": date_format(seat.ends_on)}
    return WorkLine(
        text=_("The seat of %(person)s in “%(group)s” ends on %(day)s") % words,
        url=reverse("office:groups"),
        button=_("See the groups"),
        key=f"members.ending_seats:{seat.pk}",
    )
