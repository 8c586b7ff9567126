"""The cost of a span of days of a subscription, shared out to the cent between payers and services. No database.

The amount of a segment is quantity × monthly price, half up to the cent. The price is shared out first, so that every
unit price is a whole number of cents and the unit prices add up to the price; then the amount is shared out in
proportion to the unit prices.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from coin.billing.pro_rata import amount, month_of, share
from coin.core.money import ZERO, share_out
from coin.core.period import Period
from coin.subscriptions.models import Offer, OfferItem, Subscription
from coin.subscriptions.prices import pricing
from coin.subscriptions.prices.pricing import Payer, Segment, Timeline

if TYPE_CHECKING:
    from django.db.models import QuerySet

NOTHING = Decimal("0.0000")
CENTS = 100

Key = tuple[Decimal, Decimal, int, bool]  # the price, the quantity, the split, suspended or not


@dataclass(frozen=True)
class Part:
    """What one payer pays of a segment (for one service of the offer, when each has its line).

    `item` is that service, None for the offer as a whole. `unit_price` is a month's, `amount` that of the segment, in
    euros. `advised_price` is what the payer would pay a month at the advised price, None unless the price is free.
    """

    payer: Payer
    item: OfferItem | None
    unit_price: Decimal
    amount: Decimal
    advised_price: Decimal | None = None


@dataclass(frozen=True)
class Portion:
    """A part, and the days it is for: one line of a document. `quantity` is in months."""

    segment: Segment
    quantity: Decimal
    part: Part


@dataclass
class Course:
    """One subscription with its timeline, and the parts already worked out: most months are like the one before."""

    timeline: Timeline
    _parts: dict[Key, list[Part]] = field(default_factory=dict)
    _owed: dict[Key, dict[int, Decimal]] = field(default_factory=dict)

    @classmethod
    def of(cls, subscription: Subscription) -> "Course":
        return cls(Timeline.of(subscription))

    @classmethod
    def of_many(cls, subscriptions: "QuerySet[Subscription]") -> "list[Course]":
        """The course of each subscription, in a constant number of queries."""
        rows = list(subscriptions.prefetch_related("offer__items"))
        return [cls(timeline) for timeline in Timeline.of_many(rows)]

    @property
    def subscription(self) -> Subscription:
        return self.timeline.subscription

    def portions(self, span: Period) -> list[Portion]:
        """The portions of the span. Days that cost nothing have their portion too."""
        portions = []
        for segment in self.timeline.segments(span):
            quantity = months_in(segment.period)
            portions += [
                Portion(segment, quantity, part) for part in self._parts_of(segment, quantity)
            ]
        return portions

    def owed(self, spans: Iterable[Period]) -> Mapping[int, Decimal]:
        """The amount that each member owes for all the spans: the sum of their portions, which are not built.

        In euros, by the member's primary key.
        """
        sums = [
            self._owed_of(segment) for span in spans for segment in self.timeline.segments(span)
        ]
        if len(sums) == 1:
            # This is the cache itself: callers read it and never change it.
            return sums[0]
        by_member: dict[int, Decimal] = {}
        for member, part in (pair for of_segment in sums for pair in of_segment.items()):
            by_member[member] = by_member.get(member, ZERO) + part
        return by_member

    def once(self, fee: Decimal, span: Period) -> list[tuple[Segment, Part]]:
        """A fee asked once, shared out by the split of the first days of the span on which the subscription works.

        `fee` is in euros. Each part comes with the segment of those days; none when there is no such day or no fee.
        """
        segments = self.timeline.segments(span)
        if not segments or not fee:
            return []
        split = segments[0].split
        paid = pricing.shares_of(self.subscription, split, fee)
        return [
            (segments[0], Part(payer, None, amount, amount)) for payer, amount in paid if amount
        ]

    def _parts_of(self, segment: Segment, quantity: Decimal) -> list[Part]:
        key = _key(segment, quantity)
        if key not in self._parts:
            self._parts[key] = _parts(self.subscription, segment, quantity)
        return self._parts[key]

    def _owed_of(self, segment: Segment) -> dict[int, Decimal]:
        quantity = months_in(segment.period)
        key = _key(segment, quantity)
        if key not in self._owed:
            sums = self._owed[key] = {}
            for part in self._parts_of(segment, quantity):
                sums[part.payer.member_id] = sums.get(part.payer.member_id, ZERO) + part.amount
        return self._owed[key]


def _key(segment: Segment, quantity: Decimal) -> Key:
    split = segment.split.pk if segment.split else 0
    return segment.monthly_price, quantity, split, segment.is_suspended


@lru_cache(maxsize=4096)
def months_in(span: Period) -> Decimal:
    """The quantity printed on the line of a span: its share of each calendar month, to the ten-thousandth, summed."""
    quantity, day = NOTHING, span.start
    while day < span.end:
        month = month_of(day)
        end = min(month.end, span.end)
        quantity += share(Period(day, end), month)
        day = end
    return quantity


def merged(spans: Iterable[Period]) -> list[Period]:
    """The same days, as spans that neither touch nor overlap, in order."""
    joined: list[Period] = []
    for span in sorted(spans, key=lambda span: span.start):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Period(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def without(span: Period, others: Iterable[Period]) -> list[Period]:
    """The days of `span` that none of the others holds."""
    gaps, day = [], span.start
    for other in merged(others):
        if other.start > day:
            gaps.append(Period(day, min(other.start, span.end)))
        day = max(day, other.end)
    gaps.append(Period(day, span.end))
    return [gap for gap in gaps if gap.start < gap.end]


def _parts(subscription: Subscription, segment: Segment, quantity: Decimal) -> list[Part]:
    whole = amount(segment.monthly_price, quantity)
    paid = pricing.shares_of(subscription, segment.split, segment.monthly_price)
    units = [unit for _, unit in paid]
    advised = _advised(subscription.offer, segment, units)
    parts: list[Part] = []
    for (payer, unit), owed, advice in zip(paid, _parted(whole, units), advised, strict=True):
        parts += _by_item(subscription.offer, Part(payer, None, unit, owed, advice))
    return parts


def _by_item(offer: Offer, part: Part) -> list[Part]:
    """One part for each service where the offer says so; their amounts add up to the part's."""
    items = [item for item in offer.items.all() if item.weight] if offer.billed_by_item else []
    if len(items) < 2:
        return [part]
    weights = [item.weight for item in items]
    units = share_out(part.unit_price, weights)
    owed = _parted(part.amount, units)
    advised = (
        [None] * len(items)
        if part.advised_price is None
        else share_out(part.advised_price, weights)
    )
    return [
        Part(part.payer, item, unit, amount, advice)
        for item, unit, amount, advice in zip(items, units, owed, advised, strict=True)
    ]


def _parted(whole: Decimal, units: list[Decimal]) -> list[Decimal]:
    """Share out `whole` in proportion to the unit prices; zero for everyone when every unit price is zero."""
    weights = [int(unit * CENTS) for unit in units]
    return share_out(whole, weights) if any(weights) else [ZERO for _ in units]


def _advised(offer: Offer, segment: Segment, units: list[Decimal]) -> list[Decimal | None]:
    """What each would pay a month at the advised price, where the price is free and nothing is suspended; else None.

    `units` are the unit prices of the payers, in whose order the result comes.
    """
    if not offer.is_free_price or segment.is_suspended or not any(units):
        return [None for _ in units]
    return list(_parted(offer.monthly_price, units))
