"""The grid of a subscription: periods of one, three or twelve months, from the first of the month it began to work."""

from datetime import date
from functools import lru_cache

from coin.core.period import Period
from coin.subscriptions.enums import TERM_MONTHS
from coin.subscriptions.models import Subscription

LENGTHS = {term.value: months for term, months in TERM_MONTHS.items()}


def months_of_term(subscription: Subscription) -> int:
    """How many months are billed at once."""
    return LENGTHS[subscription.term]


def period_holding(subscription: Subscription, day: date) -> Period:
    """The term period that holds `day`. The grid goes on before the subscription works and after it ended."""
    anchor = subscription.active_on or day
    return _period(day.year, day.month, anchor.year, anchor.month, LENGTHS[subscription.term])


def months_before(day: date, count: int) -> date:
    """The first day of the month `count` months before that of `day`."""
    return _first_day(day.year * 12 + day.month - 1 - count)


# Cached on plain numbers: a billing run asks for the same few periods of thousands of subscriptions.
@lru_cache(maxsize=8192)
def _period(year: int, month: int, since_year: int, since_month: int, length: int) -> Period:
    number, anchor = year * 12 + month - 1, since_year * 12 + since_month - 1
    first = number - (number - anchor) % length
    return Period(_first_day(first), _first_day(first + length))


def _first_day(number: int) -> date:
    """The first day of a month counted from year 0 (year * 12 + month - 1)."""
    return date(number // 12, number % 12 + 1, 1)
