"""One line of time for a member: the journal, and the days that matter where the journal does not tell them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core.models import AuditEntry
from coin.members.models import DuesPeriod, Member
from coin.office.journal import events
from coin.subscriptions.models import Subscription


@dataclass(frozen=True)
class KeyDay:
    """A day of the record: the field that holds it, what it is, and about which thing."""

    field: str
    day: date
    what: str
    subject: str = ""
    url: str = ""

    def as_event(self) -> events.Event:
        """Placed at the start of the day, by nobody."""
        at = timezone.make_aware(datetime.combine(self.day, time.min))
        return events.Event(at, self.what, self.subject, self.url, "", "", [])


def key_days(
    member: Member, dues: Iterable[DuesPeriod], subscriptions: Iterable[Subscription]
) -> Iterator[KeyDay]:
    """The days that the record itself holds. No query."""
    named = {
        "joined_on": _("Joined"),
        "left_on": _("Left"),
        "excluded_on": _("Excluded"),
    }
    for field, what in named.items():
        if day := getattr(member, field):
            yield KeyDay(field, day, what)
    for period in dues:
        if period.paid_on:
            yield KeyDay("paid_on", period.paid_on, _("Dues paid"), period.plan.name)
    for one in subscriptions:
        if one.active_on:
            yield KeyDay("active_on", one.active_on, _("Works since then"), one.offer.name)
        if one.ended_on:
            yield KeyDay("ended_on", one.ended_on, _("Ended"), one.offer.name)


def line(rows: list[AuditEntry], days: Iterable[KeyDay], *, is_whole: bool) -> list[events.Event]:
    """Acts and days, the last first. A day that an act tells is not said twice.

    `is_whole`: `rows` goes back to the beginning; otherwise days before the oldest row are left out with it.
    """
    told = {
        (field, after) for row in rows for field, (_before, after) in row.changes.items() if after
    }
    since = None if is_whole or not rows else rows[-1].at
    shown = [
        event
        for one in days
        if (one.field, one.day.isoformat()) not in told
        for event in [one.as_event()]
        if since is None or event.at >= since
    ]
    return sorted([*events.events(rows), *shown], key=lambda event: event.at, reverse=True)
