"""The next amounts that a member may expect, by the same arithmetic as the billing runs."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from coin.billing import wording
from coin.billing.due import promises, situation, terms
from coin.billing.due.billed import Billed
from coin.billing.due.differences import Comparison
from coin.billing.due.portions import Course
from coin.billing.enums import LineItem
from coin.billing.pro_rata import month_of
from coin.core.money import ZERO, total
from coin.core.period import Period
from coin.members.dues.renewals import Renewal, Situation
from coin.members.models import Member
from coin.subscriptions.models import Subscription


@dataclass(frozen=True)
class Expected:
    """An amount that will be asked on a day (given back when it is negative). `subscription` is None for dues."""

    day: date
    label: str
    amount: Decimal
    kind: Literal["dues", "subscription"]
    subscription: Subscription | None = None


def expected(member: Member, *, months: int = 12, today: date | None = None) -> list[Expected]:
    """The amounts that will be asked of the member in the next `months` months from `today`, in order of days.

    `today` is the current day by default. The amounts are computed as things stand now, and nothing is written: dues,
    and terms of subscriptions with the member's share, prices to come and ends of reduced rates. Amounts on issued
    documents are left out. The number of queries is the same however many dues and subscriptions the member has.
    """
    day = today or timezone.localdate()
    until = day + relativedelta(months=months)
    forecasts = [*_dues(member, day, until), *_subscriptions(member, day, until)]
    return sorted(
        (forecast for forecast in forecasts if forecast.amount), key=lambda forecast: forecast.day
    )


def _dues(member: Member, day: date, until: date) -> Iterator[Expected]:
    asked = situation.uncalled_dues().filter(member=member, starts_on__lt=until)
    for period in asked.select_related("plan"):
        # Dues that began before today are asked today.
        yield Expected(max(period.starts_on, day), wording.dues(period), period.total, "dues")
    for renewal in Situation([member], day).following(member, until):
        yield Expected(max(renewal.starts_on, day), _renewal(renewal), renewal.total, "dues")


def _renewal(renewal: Renewal) -> str:
    return wording.dues_of(renewal.plan.name, Period(renewal.starts_on, renewal.ends_on))


def _subscriptions(member: Member, day: date, until: date) -> Iterator[Expected]:
    now = month_of(day)
    for known in promises.of_members([member.pk], now):
        course = known.course
        comparison = Comparison(course, known.lines, now, {member.pk})
        yield from _this_month(comparison, known.since, day)
        month = month_of(now.end)
        while month.start < until:
            amount = _of_month(course, known.lines, member, month)
            if amount:
                period = terms.period_billed_in(course.subscription, month) or month
                label = wording.expected(course.subscription, period)
                yield Expected(month.start, label, amount, "subscription", course.subscription)
            month = month_of(month.end)


def _this_month(comparison: Comparison, since: date, day: date) -> Iterator[Expected]:
    """The amounts that the run of this month has still to bill: the term, differences, fees billed once.

    One for each item of lines, dated `day`; blocks of days that began before `since` are left out.
    """
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    labels: dict[str, str] = {}
    subscription = comparison.subscription
    for _place, charge in comparison.charges(since):
        sums[charge.item] += charge.amount
        labels.setdefault(charge.item, charge.label)
    for item, amount in sums.items():
        period = comparison.current
        label = labels[item]
        if item == LineItem.MONTHLY and period:
            label = wording.expected(subscription, period)
        yield Expected(day, label, amount, "subscription", subscription)


def _of_month(course: Course, lines: list[Billed], member: Member, month: Period) -> Decimal:
    """The member's part of the term that the month bills, less what was already billed of it to the member.

    In euros; zero when the month bills no term, or more was billed.
    """
    subscription = course.subscription
    if subscription.active_on is None:
        return ZERO
    period = terms.period_billed_in(subscription, month)
    if period is None:
        return ZERO
    parts = [
        portion.part
        for portion in course.portions(period)
        if portion.part.payer.member_id == member.pk
    ]
    billed = [
        line.amount
        for line in lines
        if line.is_monthly and line.member_id == member.pk and line.period.overlaps(period)
    ]
    return max(total(part.amount for part in parts) - total(billed), ZERO)
