"""What a subscription costs on a day, and who pays which part: no database here.

Every function reads the rows that `with_prices` loaded beside the subscriptions (three or four queries for any number
of them); models/price.py says what the rows mean. `Timeline.of` reads them once for many questions.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from coin.core.money import ZERO, cents, share_out
from coin.core.period import Period, period_of
from coin.subscriptions.enums import SplitMode
from coin.subscriptions.models import Price, Share, Split, Subscription, Suspension

if TYPE_CHECKING:
    from django.db.models import QuerySet

CENTS = 100
Dated = TypeVar("Dated", Price, Suspension, Split)


@dataclass(frozen=True)
class Payer:
    """Who pays `weight` parts of the cost; `share` is None for what falls to the subscription's own member."""

    member_id: int
    share: Share | None
    weight: int


@dataclass(frozen=True)
class Segment:
    """Days on which the monthly cost and who pays it stay the same. `split` is None while the member pays the whole.

    `is_suspended` tells the days at the price of suspensions: at the whole price, nothing differs from other days.
    """

    period: Period
    monthly_price: Decimal
    split: Split | None = None
    is_suspended: bool = False

    def costs_as(self, other: "Segment") -> bool:
        """Whether nothing but the days differs."""
        return replace(self, period=other.period) == other


def with_prices(rows: "QuerySet[Subscription]") -> "QuerySet[Subscription]":
    """The same subscriptions, with all that this module reads."""
    return rows.prefetch_related("prices", "suspensions", "splits__shares")


def price_on(subscription: Subscription, day: date) -> Decimal:
    """The monthly price in force on `day`, suspended or not: the reduced one, else the lasting one."""
    return Timeline.of(subscription).price_on(day)


def lasting_price_on(subscription: Subscription, day: date) -> Decimal:
    """The monthly price that `day` would have without a reduced rate."""
    return Timeline.of(subscription).lasting_price_on(day)


def cost_on(subscription: Subscription, day: date) -> Decimal:
    """What a month costs on `day`: the price in force, or what is asked while it is suspended."""
    return Timeline.of(subscription).cost_on(day)


def is_suspended_on(subscription: Subscription, day: date) -> bool:
    return Timeline.of(subscription).is_suspended_on(day)


def split_on(subscription: Subscription, day: date) -> Split | None:
    """The split in force on `day`; None when the subscription's member pays the whole."""
    return Timeline.of(subscription).split_on(day)


def segments(subscription: Subscription, period: Period) -> list[Segment]:
    """The days of `period` on which the subscription works, cut where price, suspension or split change."""
    return Timeline.of(subscription).segments(period)


@dataclass(frozen=True)
class Timeline:
    """One subscription with its rows, read once: for whoever asks about many days."""

    subscription: Subscription
    prices: Sequence[Price]
    suspensions: Sequence[Suspension]
    splits: Sequence[Split]
    cuts: Sequence[date]
    _stretches: dict[int, Segment] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, subscription: Subscription) -> "Timeline":
        return cls.made_of(
            subscription,
            list(subscription.prices.all()),
            list(subscription.suspensions.all()),
            list(subscription.splits.all()),
        )

    @classmethod
    def of_many(cls, subscriptions: Sequence[Subscription]) -> "list[Timeline]":
        """The same of each of them, in four queries. Nothing is kept on the subscriptions, as `with_prices` does."""
        pks = [one.pk for one in subscriptions]
        prices = _by_subscription(Price.objects.filter(subscription__in=pks))
        suspensions = _by_subscription(Suspension.objects.filter(subscription__in=pks))
        splits = _by_subscription(
            Split.objects.filter(subscription__in=pks).prefetch_related("shares")
        )
        return [
            cls.made_of(
                one, prices.get(one.pk, ()), suspensions.get(one.pk, ()), splits.get(one.pk, ())
            )
            for one in subscriptions
        ]

    @classmethod
    def made_of(
        cls,
        subscription: Subscription,
        prices: Sequence[Price],
        suspensions: Sequence[Suspension],
        splits: Sequence[Split],
    ) -> "Timeline":
        days: set[date] = {split.starts_on for split in splits}
        days |= {price.starts_on for price in prices} | {one.starts_on for one in suspensions}
        days |= {price.ends_on for price in prices if price.ends_on}
        days |= {one.ends_on for one in suspensions if one.ends_on}
        return cls(subscription, prices, suspensions, splits, sorted(days))

    def price_on(self, day: date) -> Decimal:
        reduced = [one for one in self.prices if one.ends_on and one.starts_on <= day < one.ends_on]
        newest = max(reduced, key=lambda one: one.starts_on, default=None)
        return newest.monthly_price if newest else self.lasting_price_on(day)

    def lasting_price_on(self, day: date) -> Decimal:
        begun = [one for one in self.prices if one.ends_on is None and one.starts_on <= day]
        newest = max(begun, key=lambda one: one.starts_on, default=None)
        return newest.monthly_price if newest else self.subscription.monthly_price

    def is_suspended_on(self, day: date) -> bool:
        return any(
            one.starts_on <= day and (one.ends_on is None or day < one.ends_on)
            for one in self.suspensions
        )

    def cost_on(self, day: date) -> Decimal:
        suspended = self.subscription.suspended_price
        if suspended is not None and self.is_suspended_on(day):
            return suspended
        return self.price_on(day)

    def split_on(self, day: date) -> Split | None:
        begun = [one for one in self.splits if one.starts_on <= day]
        split = max(begun, key=lambda one: one.starts_on, default=None)
        return split if split and split.shares.all() else None

    def segments(self, period: Period) -> list[Segment]:
        start = max(period.start, self.subscription.active_on or period.end)
        end = min(period.end, self.subscription.ended_on or period.end)
        if start >= end:
            return []
        first, after = bisect_right(self.cuts, start), bisect_left(self.cuts, end)
        if first >= after:
            return [self._segment(start, end)]
        days = [start, *self.cuts[first:after], end]
        found: list[Segment] = []
        for first_day, next_day in pairwise(days):
            one = self._segment(first_day, next_day)
            if found and found[-1].costs_as(one):
                one = replace(one, period=Period(found.pop().period.start, next_day))
            found.append(one)
        return found

    def _segment(self, start: date, end: date) -> Segment:
        """Days that no cut parts: what they cost is worked out once for all days between two cuts."""
        number = bisect_right(self.cuts, start)
        same = self._stretches.get(number)
        if same is None:
            same = self._stretches[number] = self._stretch(start, end)
        return replace(same, period=period_of(start, end))

    def _stretch(self, start: date, end: date) -> Segment:
        return Segment(
            Period(start, end),
            self.cost_on(start),
            self.split_on(start),
            self.subscription.suspended_price is not None and self.is_suspended_on(start),
        )


def _by_subscription(rows: "QuerySet[Dated]") -> dict[int, list[Dated]]:
    found: dict[int, list[Dated]] = {}
    for row in rows:
        found.setdefault(row.subscription_id, []).append(row)
    return found


def payers(subscription: Subscription, split: Split | None, monthly_price: Decimal) -> list[Payer]:
    """Who pays a month at this price under this split, in a fixed order; their weights add up to more than nothing."""
    shares = sorted(split.shares.all(), key=lambda one: one.pk) if split else []
    if split is None or not shares:
        return [Payer(subscription.member_id, None, 1)]
    if split.mode == SplitMode.PARTS:
        return [Payer(one.member_id, one, one.parts or 0) for one in shares]
    return _by_amounts(subscription, shares, monthly_price)


def shares_of(
    subscription: Subscription, split: Split | None, monthly_price: Decimal
) -> list[tuple[Payer, Decimal]]:
    """What each payer pays of a whole month, to the cent; together, exactly the price."""
    paying = payers(subscription, split, monthly_price)
    return list(zip(paying, share_out(monthly_price, [one.weight for one in paying]), strict=True))


def _by_amounts(
    subscription: Subscription, shares: Iterable[Share], monthly_price: Decimal
) -> list[Payer]:
    """Amounts asked for are weights when they exceed the price; else what is left falls to the subscription's member,
    on their own share when they have one."""
    asked = [Payer(one.member_id, one, _in_cents(one.amount or ZERO)) for one in shares]
    left = _in_cents(monthly_price) - sum(one.weight for one in asked)
    own = [one for one in asked if one.member_id == subscription.member_id]
    if left > 0 and own:
        asked[asked.index(own[0])] = Payer(own[0].member_id, own[0].share, own[0].weight + left)
    elif left > 0:
        asked.append(Payer(subscription.member_id, None, left))
    return [one for one in asked if one.weight] or [Payer(subscription.member_id, None, 1)]


def _in_cents(amount: Decimal) -> int:
    return int(cents(amount) * CENTS)
