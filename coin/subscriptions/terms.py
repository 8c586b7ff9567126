"""The grid of a subscription: periods of one, three or twelve months, from the first of the month it began to work."""

from datetime import date

from coin.core.period import Period
from coin.subscriptions.enums import TERM_MONTHS, Term
from coin.subscriptions.models import Subscription


def months_of_term(subscription: Subscription) -> int:
    return TERM_MONTHS[Term(subscription.term)]


def period_holding(subscription: Subscription, day: date) -> Period:
    """The term period that holds `day`. The grid goes on before the subscription works and after it ended."""
    length = months_of_term(subscription)
    anchor = month_number(subscription.active_on or day)
    first = month_number(day) - (month_number(day) - anchor) % length
    return Period(first_day(first), first_day(first + length))


def month_number(day: date) -> int:
    """Months since the year 0: what a grid is counted in."""
    return day.year * 12 + day.month - 1


def first_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
