"""Who pays which part of a subscription, for the pages and the mails of shared lines."""

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

# How long before a change everyone who pays is told, and how many members may share a line.
NOTICE_DAYS = 7
LEAST, MOST = 2, 20


@dataclass(frozen=True)
class Part:
    """What a member pays a month before a split begins (`before`), and from that day (`after`). In euros."""

    member: Member
    before: Decimal
    after: Decimal

    @property
    def name(self) -> str:
        return short_name(self.member)


def paid_on(subscription: Subscription, day: date) -> dict[int, Decimal]:
    """What each member (by pk) pays for a whole month, at the cost and under the split of that day."""
    cost = pricing.cost_on(subscription, day)
    split = pricing.split_on(subscription, day)
    paid: dict[int, Decimal] = {}
    for payer, amount in pricing.shares_of(subscription, split, cost):
        paid[payer.member_id] = paid.get(payer.member_id, ZERO) + amount
    return paid


def compare(before: dict[int, Decimal], after: dict[int, Decimal]) -> list[Part]:
    """Everyone who pays before or after, in the order of member numbers; one query."""
    members = Member.objects.filter(pk__in={*before, *after}).order_by("number")
    return [
        Part(member, before.get(member.pk, ZERO), after.get(member.pk, ZERO)) for member in members
    ]


def short_name(member: Member) -> str:
    """The name of a member for those who share a line with them: the pseudonym, else the first name, else “another
    member”.

    Never a person's family name. An organisation goes by its own name.
    """
    if member.kind == MemberKind.ORGANISATION:
        return member.organisation_name
    return member.pseudonym or member.first_name or _("another member")


def shares_from(member: Member) -> "QuerySet[Subscription]":
    """Running subscriptions in which the member has, had or will have a share, with the rows that prices need."""
    shared = Split.objects.filter(shares__member=member).values("subscription")
    rows = Subscription.objects.filter(pk__in=shared, state__in=LIVE_SUBSCRIPTIONS)
    return pricing.with_prices(rows.order_by("pk"))


def lines_shared(member: Member, day: date) -> list[Subscription]:
    """Other members' subscriptions that the member shares on that day, or will share later."""
    rows = shares_from(member).exclude(member=member).select_related("offer", "member")
    return [subscription for subscription in rows if member.pk in sharers(subscription, day)]


def sharers(subscription: Subscription, day: date) -> set[int]:
    """The members (by pk) with a share on that day or in a split to come."""
    current = set(members_of(pricing.split_on(subscription, day)))
    later = (split for split in subscription.splits.all() if split.starts_on > day)
    return current.union(*(members_of(split) for split in later))


def members_of(split: Split | None) -> Iterable[int]:
    """The members (by pk) with a share of a split."""
    return [share.member_id for share in split.shares.all()] if split else []
