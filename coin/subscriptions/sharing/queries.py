"""Who pays what of a subscription: read by the pages and the mails of shared lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from coin.core.money import ZERO
from coin.members.enums import MemberKind
from coin.members.models import Member
from coin.subscriptions.enums import LIVE_SUBSCRIPTIONS
from coin.subscriptions.models import Split, Subscription
from coin.subscriptions.prices import pricing

if TYPE_CHECKING:
    from django.db.models import QuerySet

NOTICE_DAYS = 7
LEAST, MOST = 2, 20


@dataclass(frozen=True)
class Part:
    """What a member pays a month until a day, and from it."""

    member: Member
    before: Decimal
    after: Decimal

    @property
    def name(self) -> str:
        return short_name(self.member)


def paid_on(subscription: Subscription, day: date) -> dict[int, Decimal]:
    """What each member (by pk) pays of a whole month at the cost of that day."""
    cost = pricing.cost_on(subscription, day)
    split = pricing.split_on(subscription, day)
    paid: dict[int, Decimal] = {}
    for payer, amount in pricing.shares_of(subscription, split, cost):
        paid[payer.member_id] = paid.get(payer.member_id, ZERO) + amount
    return paid


def compare(before: dict[int, Decimal], after: dict[int, Decimal]) -> list[Part]:
    """Everyone who pays before or after, by number: one query."""
    members = Member.objects.filter(pk__in={*before, *after}).order_by("number")
    return [Part(one, before.get(one.pk, ZERO), after.get(one.pk, ZERO)) for one in members]


def short_name(member: Member) -> str:
    """How a member is named to those who share with them: no family name."""
    if member.kind == MemberKind.ORGANISATION:
        return member.organisation_name
    return member.pseudonym or member.first_name or _("another member")


def shares_from(member: Member) -> "QuerySet[Subscription]":
    """Subscriptions that run in whose splits the member has, had or will have a share, with what prices are read of."""
    shared = Split.objects.filter(shares__member=member).values("subscription")
    rows = Subscription.objects.filter(pk__in=shared, state__in=LIVE_SUBSCRIPTIONS)
    return pricing.with_prices(rows.order_by("pk"))


def lines_shared(member: Member, day: date) -> list[Subscription]:
    """Subscriptions of others that the member shares on that day, or will."""
    rows = shares_from(member).exclude(member=member).select_related("offer", "member")
    return [one for one in rows if member.pk in sharers(one, day)]


def sharers(subscription: Subscription, day: date) -> set[int]:
    """The members (by pk) with a share on that day or in a split to come."""
    current = set(members_of(pricing.split_on(subscription, day)))
    later = (one for one in subscription.splits.all() if one.starts_on > day)
    return current.union(*(members_of(one) for one in later))


def members_of(split: Split | None) -> Iterable[int]:
    """The members (by pk) with a share of a split."""
    return [one.member_id for one in split.shares.all()] if split else []
