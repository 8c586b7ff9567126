"""The timeline of a member: the acts of the journal, and the key days of the record that no act tells."""

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
    """A day of the record: the field that holds it, what happened in words, and the subject with its URL (or empty)."""

    field: str
    day: date
    what: str
    subject: str = ""
    url: str = ""

    def as_event(self) -> events.Event:
        """The day as an event at midnight, without an author."""
        at = timezone.make_aware(datetime.combine(self.day, time.min))
        return events.Event(at, self.what, self.subject, self.url, "", "", [])


def key_days(
    member: Member, dues: Iterable[DuesPeriod], subscriptions: Iterable[Subscription]
) -> Iterator[KeyDay]:
    """The key days of the member, of their paid dues and of their subscriptions, without a query.

    They are the days of joining, leaving and exclusion; of payment of each dues period; of the first and the last day
    of each subscription. Not in the order of time.
    """
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
    for subscription in subscriptions:
        if subscription.active_on:
            yield KeyDay(
                "active_on", subscription.active_on, _("Works since then"), subscription.offer.name
            )
        if subscription.ended_on:
            yield KeyDay("ended_on", subscription.ended_on, _("Ended"), subscription.offer.name)


def line(rows: list[AuditEntry], days: Iterable[KeyDay], *, is_whole: bool) -> list[events.Event]:
    """Acts and key days, the latest first, without the days that an act tells already.

    `rows` come newest first. `is_whole`: they go back to the beginning. Otherwise days before the oldest row are left
    out: they would stand below older acts that are not shown.
    """
    told_days = {
        (field, after) for row in rows for field, (_before, after) in row.changes.items() if after
    }
    since = None if is_whole or not rows else rows[-1].at
    day_events = [
        event
        for key_day in days
        if (key_day.field, key_day.day.isoformat()) not in told_days
        for event in [key_day.as_event()]
        if since is None or event.at >= since
    ]
    return sorted([*events.events(rows), *day_events], key=lambda event: event.at, reverse=True)
