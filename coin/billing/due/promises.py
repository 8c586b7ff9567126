"""The subscriptions of a batch of members, their prices and their lines, read in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from coin.billing.due import terms
from coin.billing.due.billed import Billed
from coin.billing.due.portions import Course
from coin.billing.enums import DocumentState, LineItem
from coin.billing.models import Line
from coin.core.period import Period, period_of
from coin.subscriptions.models import Price, Share, Split, Subscription

LOOKS_BACK = 14  # months: a year billed at once, and two months to notice a change
ONCE = (LineItem.SETUP, LineItem.DEPOSIT)
COLUMNS = (
    "subscription_id",
    "document__member_id",
    "document_id",
    "document__corrects_id",
    "document__state",
    "item",
    "share_id",
    "offer_item_id",
    "period_start",
    "period_end",
    "quantity",
    "unit_price",
    "amount",
    "is_correction",
)


@dataclass(frozen=True)
class Known:
    """A subscription over time, and its lines that count (not cancelled, and on no draft of the month).

    All of those of days from `since` on are there, and set-up fees and deposits of whatever day.
    """

    course: Course
    since: date
    lines: list[Billed] = field(default_factory=list)

    @property
    def subscription(self) -> Subscription:
        return self.course.subscription


def looked_back_to(month: Period) -> date:
    """The first day that the run of `month` looks at, 14 months before the month.

    A subscription that ended before is not looked at again, unless its price or split was set since.
    """
    return terms.months_before(month.start, LOOKS_BACK)


def touched(since: date) -> Q:
    """The condition on subscriptions whose price or split was set since that day."""
    instant = timezone.make_aware(datetime.combine(since, time.min))
    prices = Price.objects.filter(set_at__gte=instant).values("subscription")
    splits = Split.objects.filter(set_at__gte=instant).values("subscription")
    return Q(pk__in=prices) | Q(pk__in=splits)


def of_members(batch: list[int], month: Period) -> Iterator[Known]:
    """Every subscription that members of the batch hold, share, or were billed for, with its lines that count.

    A subscription that was never active is left out, unless the members share it or were billed for it. Lines on drafts
    of `month` do not count: its run rewrites those drafts.
    """
    rows = _subscriptions(batch, looked_back_to(month))
    courses = Course.of_many(rows)
    known = {course.subscription.pk: Known(course, _since(course, month)) for course in courses}
    for line in _lines(known.values(), month):
        known[line.subscription_id].lines.append(line)
    yield from known.values()


def _subscriptions(batch: list[int], since: date) -> "QuerySet[Subscription]":
    billed = Line.objects.filter(
        document__member_id__in=batch,
        subscription__isnull=False,
        is_cancelled=False,
        period_end__gt=since,
    )
    shared = Share.objects.filter(member_id__in=batch)
    others = {
        *billed.order_by().values_list("subscription_id", flat=True).distinct(),
        *shared.order_by().values_list("split__subscription_id", flat=True).distinct(),
    }
    own = Q(member_id__in=batch, active_on__isnull=False)
    return Subscription.objects.filter(own | Q(pk__in=others)).order_by("pk")


def _since(course: Course, month: Period) -> date:
    """One term before the first day looked at; further back when the subscription ended before that day, or when a
    price or a split that was set since applies from an earlier day.
    """
    since, subscription = looked_back_to(month), course.subscription
    days = [since, *([subscription.ended_on] if subscription.ended_on else [])]
    for price in course.timeline.prices:
        days += [price.starts_on] if timezone.localdate(price.set_at) >= since else []
    for split in course.timeline.splits:
        days += [split.starts_on] if timezone.localdate(split.set_at) >= since else []
    return terms.months_before(min(days), terms.months_of_term(subscription))


def _lines(subscriptions: Iterable[Known], month: Period) -> Iterator[Billed]:
    by_day: dict[date, list[int]] = defaultdict(list)
    for known in subscriptions:
        by_day[known.since].append(known.subscription.pk)
    # One condition per first day, not per subscription. The empty condition matches no line: others are added by OR.
    wanted = Q(pk__in=[])
    for since, pks in by_day.items():
        wanted |= Q(subscription_id__in=pks) & (Q(period_end__gt=since) | Q(item__in=ONCE))
    rows = Line.objects.filter(wanted, is_cancelled=False, item__in=(LineItem.MONTHLY, *ONCE))
    own_drafts = Q(document__state=DocumentState.DRAFT, document__period_start=month.start)
    for row in rows.exclude(own_drafts).order_by("pk").values_list(*COLUMNS).iterator():
        yield _billed(row)


def _billed(row: tuple[Any, ...]) -> Billed:
    subscription, member, document, corrects, state, item, share, offer_item, start, end, *sums = (
        row
    )
    quantity, unit_price, amount, is_correction = sums
    return Billed(
        subscription,
        member,
        corrects or document,
        item,
        share,
        offer_item,
        period_of(start, end),
        quantity,
        unit_price,
        amount,
        is_correction,
        state == DocumentState.DRAFT,
    )
