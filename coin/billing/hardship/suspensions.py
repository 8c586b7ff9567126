"""The members whose services a person might suspend. Nothing here suspends anything."""

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
    """A member whose last reminder is old enough, with the documents still not paid and the active subscriptions.

    `amount` is the rest to pay of these documents, `reminded_on` the day of the oldest of these last reminders.
    """

    member: Member
    reminded_on: date
    amount: Decimal = ZERO
    documents: list[Document] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)


def proposals(day: date, *, member: Member | None = None) -> list[Proposal]:
    """The members to look at on `day`, those reminded first before the others; or `member` alone. Four queries.

    A member is proposed with an active subscription, and a document still not paid whose last reminder was sent at
    least as many days ago as the association's settings say. Documents in a plan, being collected or disputed do not
    count, nor do archived members or those for whom a volunteer said “not now”.
    """
    documents = _unpaid(day).filter(member=member) if member else _unpaid(day)
    by_member: dict[int, Proposal] = {}
    for document in documents:
        reminded_on = timezone.localtime(document.reminded_at).date()
        proposal = by_member.setdefault(document.member_id, Proposal(document.member, reminded_on))
        proposal.amount += cents(document.rest)
        proposal.documents.append(document)
        proposal.reminded_on = min(proposal.reminded_on, reminded_on)
    for pk, subscriptions in _active(list(by_member)).items():
        by_member[pk].subscriptions = subscriptions
    # A member without an active subscription has nothing left to suspend.
    live = [proposal for proposal in by_member.values() if proposal.subscriptions]
    return sorted(live, key=lambda proposal: (proposal.reminded_on, proposal.member.number))


def _unpaid(day: date) -> "QuerySet[Any]":
    """Documents with a rest to pay, of which a last reminder was sent long enough ago."""
    limit = day - timedelta(days=Association.current().suspension_after_days)
    last = DocumentReminder.objects.filter(document=OuterRef("pk"), step__tone=ReminderTone.LAST)
    paused = SuspensionPause.objects.filter(member=OuterRef("member"), until__gt=day)
    issued = Document.objects.issued().filter(
        Exists(last.filter(sent_at__date__lte=limit)), ~Exists(paused), member__archived_at=None
    )
    free = issued.filter(~holds.in_plan(), ~holds.being_collected(), ~holds.disputed())
    rows = with_rest(free).filter(rest__gt=ZERO).select_related("member")
    is_last = Q(reminders__step__tone=ReminderTone.LAST)
    reminded = rows.annotate(reminded_at=Max("reminders__sent_at", filter=is_last))
    return reminded.order_by("issued_on", "pk")


def _active(members: Sequence[int]) -> dict[int, list[Subscription]]:
    rows = Subscription.objects.filter(member__in=members, state=SubscriptionState.ACTIVE)
    by_member: dict[int, list[Subscription]] = defaultdict(list)
    for subscription in rows.select_related("offer", "member").order_by("pk"):
        by_member[subscription.member_id].append(subscription)
    return by_member
