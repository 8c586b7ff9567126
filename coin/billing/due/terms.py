"""Which period of a subscription's grid (coin.subscriptions.prices.terms) is billed in the run of which month."""

from collections.abc import Iterator
from datetime import date

from coin.core.period import Period
from coin.subscriptions.models import Subscription
from coin.subscriptions.prices.terms import months_before, months_of_term, period_holding

__all__ = [
    "billed_in_run_of",
    "months_before",
    "months_of_term",
    "period_before",
    "period_billed_in",
    "period_holding",
    "periods_in",
]


def period_before(subscription: Subscription, period: Period) -> Period:
    return Period(months_before(period.start, months_of_term(subscription)), period.start)


def periods_in(subscription: Subscription, span: Period) -> Iterator[Period]:
    """The term periods that `span` touches, in order."""
    period = period_holding(subscription, span.start)
    while period.start < span.end:
        yield period
        period = period_holding(subscription, period.end)


def billed_in_run_of(subscription: Subscription, period: Period) -> date:
    """The first day of the month in whose run a term period is billed: its first month, or its last one in arrears."""
    return period.last_day.replace(day=1) if subscription.in_arrears else period.start


def period_billed_in(subscription: Subscription, month: Period) -> Period | None:
    """The term period that the run of this month bills, if it bills one."""
    period = period_holding(subscription, month.start)
    return period if billed_in_run_of(subscription, period) == month.start else None
