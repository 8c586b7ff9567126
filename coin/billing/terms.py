"""The grid of a subscription: periods of one, three or twelve months, from the first of the month it began to work."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from coin.core.period import Period
from coin.subscriptions.enums import TERM_MONTHS
from coin.subscriptions.models import Subscription

LENGTHS = {term.value: months for term, months in TERM_MONTHS.items()}


def months_of_term(subscription: Subscription) -> int:
    return LENGTHS[subscription.term]


def period_holding(subscription: Subscription, day: date) -> Period:
    """The term period that holds `day`. The grid goes on before the subscription works and after it ended."""
    anchor = subscription.active_on or day
    return _period(day.year, day.month, anchor.year, anchor.month, LENGTHS[subscription.term])


def period_before(subscription: Subscription, period: Period) -> Period:
    return Period(
        _first_day(_number(period.start) - months_of_term(subscription)),
        period.start,
    )


def periods_in(subscription: Subscription, span: Period) -> Iterator[Period]:
    """The term periods that `span` touches, in order."""
    period = period_holding(subscription, span.start)
    while period.start < span.end:
        yield period
        period = period_holding(subscription, period.end)


def billed_in_run_of(subscription: Subscription, period: Period) -> date:
    """The first day of the month in whose run a term period is billed."""
    return period.last_day.replace(day=1) if subscription.in_arrears else period.start


def period_billed_in(subscription: Subscription, month: Period) -> Period | None:
    """The term period that the run of this month bills, if it bills one."""
    period = period_holding(subscription, month.start)
    return period if billed_in_run_of(subscription, period) == month.start else None


def months_before(day: date, count: int) -> date:
    """The first day of the month `count` months before that of `day`."""
    return _first_day(_number(day) - count)


@lru_cache(maxsize=8192)
def _period(year: int, month: int, since_year: int, since_month: int, length: int) -> Period:
    number, anchor = year * 12 + month - 1, since_year * 12 + since_month - 1
    first = number - (number - anchor) % length
    return Period(_first_day(first), _first_day(first + length))


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
