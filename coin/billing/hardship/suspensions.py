"""Whose services a person might suspend: nothing here suspends anything."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from coin.billing.balance import holds
from coin.billing.balance.queries import with_rest
from coin.billing.enums import ReminderTone
from coin.billing.models import Document, DocumentReminder, SuspensionPause
from coin.core.models import Association
from coin.core.money import ZERO, cents
from coin.members.models import Member
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.models import Subscription


@dataclass
class Proposal:
    """A member whose last reminder is old enough, what of it is still not paid, and what works for them."""

    member: Member
    reminded_on: date
    amount: Decimal = ZERO
    documents: list[Document] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)


def proposals(day: date, *, member: Member | None = None) -> list[Proposal]:
    """The members to look at on `day`, whoever was reminded first before the others. Four queries.

    Neither a document in a plan, being collected or disputed, nor a member for whom a volunteer said “not now”.
    """
    rows = _unpaid(day).filter(member=member) if member else _unpaid(day)
    found: dict[int, Proposal] = {}
    for one in rows:
        said = timezone.localtime(one.reminded_at).date()
        mine = found.setdefault(one.member_id, Proposal(one.member, said))
        mine.amount += cents(one.rest)
        mine.documents.append(one)
        mine.reminded_on = min(mine.reminded_on, said)
    for pk, subscriptions in _active(list(found)).items():
        found[pk].subscriptions = subscriptions
    live = [one for one in found.values() if one.subscriptions]
    return sorted(live, key=lambda one: (one.reminded_on, one.member.number))


def _unpaid(day: date) -> "QuerySet[Any]":
    """Documents of which a last reminder was sent long enough ago and something is left to pay."""
    limit = day - timedelta(days=Association.current().suspension_after_days)
    last = DocumentReminder.objects.filter(document=OuterRef("pk"), step__tone=ReminderTone.LAST)
    paused = SuspensionPause.objects.filter(member=OuterRef("member"), until__gt=day)
    issued = Document.objects.issued().filter(
        Exists(last.filter(sent_at__date__lte=limit)), ~Exists(paused), member__archived_at=None
    )
    held = issued.filter(~holds.in_plan(), ~holds.being_collected(), ~holds.disputed())
    rows = with_rest(held).filter(rest__gt=ZERO).select_related("member")
    is_last = Q(reminders__step__tone=ReminderTone.LAST)
    said = rows.annotate(reminded_at=Max("reminders__sent_at", filter=is_last))
    return said.order_by("issued_on", "pk")


def _active(members: Sequence[int]) -> dict[int, list[Subscription]]:
    rows = Subscription.objects.filter(member__in=members, state=SubscriptionState.ACTIVE)
    found: dict[int, list[Subscription]] = defaultdict(list)
    for row in rows.select_related("offer", "member").order_by("pk"):
        found[row.member_id].append(row)
    return found
