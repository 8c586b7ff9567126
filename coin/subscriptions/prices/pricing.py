"""What a subscription costs on a day, and who pays which part: arithmetic on rows that are already loaded.

Every function reads the rows that `with_prices` loaded beside the subscriptions (three or four queries for any number
of them); models/price.py says what the rows mean. `Timeline.of` reads the rows once for many questions.
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
    """A member who pays `weight` parts of the cost; `share` is None for what falls to the subscription's own member."""

    member_id: int
    share: Share | None
    weight: int


@dataclass(frozen=True)
class Segment:
    """Days on which the monthly cost and who pays it stay the same. `split` is None while the member pays the whole.

    `is_suspended` marks the days billed at the suspended price. Suspended days billed at the whole price are like any
    other day, and are not marked.
    """

    period: Period
    monthly_price: Decimal
    split: Split | None = None
    is_suspended: bool = False

    def costs_as(self, other: "Segment") -> bool:
        """Whether the two differ in nothing but their days."""
        return replace(self, period=other.period) == other


def with_prices(rows: "QuerySet[Subscription]") -> "QuerySet[Subscription]":
    """The same subscriptions, with all the rows that this module reads."""
    return rows.prefetch_related("prices", "suspensions", "splits__shares")


def price_on(subscription: Subscription, day: date) -> Decimal:
    """The monthly price in force on `day`, suspended or not: the reduced one, else the lasting one."""
    return Timeline.of(subscription).price_on(day)


def lasting_price_on(subscription: Subscription, day: date) -> Decimal:
    """The monthly price that `day` would have without a reduced rate."""
    return Timeline.of(subscription).lasting_price_on(day)


def cost_on(subscription: Subscription, day: date) -> Decimal:
    """What a month costs on `day`: the price in force, or the suspended price while the subscription is suspended."""
    return Timeline.of(subscription).cost_on(day)


def is_suspended_on(subscription: Subscription, day: date) -> bool:
    return Timeline.of(subscription).is_suspended_on(day)


def split_on(subscription: Subscription, day: date) -> Split | None:
    """The split in force on `day`; None when the subscription's member pays the whole."""
    return Timeline.of(subscription).split_on(day)


def segments(subscription: Subscription, period: Period) -> list[Segment]:
    """The days of `period` on which the subscription works, cut where price, suspension or split change.

    In order; none when it works on no day of it.
    """
    return Timeline.of(subscription).segments(period)


@dataclass(frozen=True)
class Timeline:
    """One subscription with its rows, read once to answer about many days.

    `cuts` are the days, in order, on which the cost or who pays it may change.
    """

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
        """The timeline of each subscription, in four queries.

        Unlike `with_prices`, this keeps nothing on the subscriptions.
        """
        pks = [subscription.pk for subscription in subscriptions]
        prices = _by_subscription(Price.objects.filter(subscription__in=pks))
        suspensions = _by_subscription(Suspension.objects.filter(subscription__in=pks))
        splits = _by_subscription(
            Split.objects.filter(subscription__in=pks).prefetch_related("shares")
        )
        return [
            cls.made_of(
                subscription,
                prices.get(subscription.pk, ()),
                suspensions.get(subscription.pk, ()),
                splits.get(subscription.pk, ()),
            )
            for subscription in subscriptions
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
        days |= {price.starts_on for price in prices} | {row.starts_on for row in suspensions}
        days |= {price.ends_on for price in prices if price.ends_on}
        days |= {row.ends_on for row in suspensions if row.ends_on}
        return cls(subscription, prices, suspensions, splits, sorted(days))

    def price_on(self, day: date) -> Decimal:
        reduced = [row for row in self.prices if row.ends_on and row.starts_on <= day < row.ends_on]
        newest = max(reduced, key=lambda row: row.starts_on, default=None)
        return newest.monthly_price if newest else self.lasting_price_on(day)

    def lasting_price_on(self, day: date) -> Decimal:
        begun = [row for row in self.prices if row.ends_on is None and row.starts_on <= day]
        newest = max(begun, key=lambda row: row.starts_on, default=None)
        return newest.monthly_price if newest else self.subscription.monthly_price

    def is_suspended_on(self, day: date) -> bool:
        return any(
            row.starts_on <= day and (row.ends_on is None or day < row.ends_on)
            for row in self.suspensions
        )

    def cost_on(self, day: date) -> Decimal:
        suspended = self.subscription.suspended_price
        if suspended is not None and self.is_suspended_on(day):
            return suspended
        return self.price_on(day)

    def split_on(self, day: date) -> Split | None:
        begun = [row for row in self.splits if row.starts_on <= day]
        split = max(begun, key=lambda row: row.starts_on, default=None)
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
        merged: list[Segment] = []
        for first_day, next_day in pairwise(days):
            segment = self._segment(first_day, next_day)
            # A cut may change nothing (a new price equal to the old one): the two stretches are one segment.
            if merged and merged[-1].costs_as(segment):
                segment = replace(segment, period=Period(merged.pop().period.start, next_day))
            merged.append(segment)
        return merged

    def _segment(self, start: date, end: date) -> Segment:
        """Days without a cut among them. What they cost is worked out once for all days between two cuts."""
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
    by_subscription: dict[int, list[Dated]] = {}
    for row in rows:
        by_subscription.setdefault(row.subscription_id, []).append(row)
    return by_subscription


def payers(subscription: Subscription, split: Split | None, monthly_price: Decimal) -> list[Payer]:
    """Who pays a month at this price under this split, in a fixed order; the sum of their weights is never zero."""
    shares = sorted(split.shares.all(), key=lambda share: share.pk) if split else []
    if split is None or not shares:
        return [Payer(subscription.member_id, None, 1)]
    if split.mode == SplitMode.PARTS:
        return [Payer(share.member_id, share, share.parts or 0) for share in shares]
    return _by_amounts(subscription, shares, monthly_price)


def shares_of(
    subscription: Subscription, split: Split | None, monthly_price: Decimal
) -> list[tuple[Payer, Decimal]]:
    """What each payer pays of a whole month, to the cent; together, exactly the price."""
    paying = payers(subscription, split, monthly_price)
    return list(
        zip(paying, share_out(monthly_price, [payer.weight for payer in paying]), strict=True)
    )


def _by_amounts(
    subscription: Subscription, shares: Iterable[Share], monthly_price: Decimal
) -> list[Payer]:
    """Payers under mode AMOUNTS, with weights in cents.

    When the amounts exceed the price they are weights, and the price is shared out in proportion. Otherwise the rest
    falls to the subscription's member, on their own share when they have one.
    """
    paying = [Payer(row.member_id, row, _in_cents(row.amount or ZERO)) for row in shares]
    left = _in_cents(monthly_price) - sum(row.weight for row in paying)
    own = [row for row in paying if row.member_id == subscription.member_id]
    if left > 0 and own:
        paying[paying.index(own[0])] = Payer(own[0].member_id, own[0].share, own[0].weight + left)
    elif left > 0:
        paying.append(Payer(subscription.member_id, None, left))
    # Weights of zero for everybody could not share anything out: the member then pays.
    return [row for row in paying if row.weight] or [Payer(subscription.member_id, None, 1)]


def _in_cents(amount: Decimal) -> int:
    return int(cents(amount) * CENTS)
