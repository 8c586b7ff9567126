"""Months, and the share of a month that is billed: pure arithmetic."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from coin.core.money import cents
from coin.core.period import Period

__all__ = ["Period", "amount", "month_of", "share"]

# One whole month, with the four decimals of a quantity.
WHOLE = Decimal("1.0000")


@lru_cache(maxsize=4096)
def month_of(day: date) -> Period:
    """The calendar month that holds `day`."""
    first = day.replace(day=1)
    return Period(first, first + relativedelta(months=1))


def share(part: Period, month: Period) -> Decimal:
    """The quantity printed on a line: the days of `part` over those of `month`, to the ten-thousandth."""
    return (Decimal(part.days) / month.days).quantize(WHOLE, rounding=ROUND_HALF_UP)


def amount(monthly_price: Decimal, quantity: Decimal) -> Decimal:
    """Quantity × unit price, half up to the cent: whoever checks the document by hand finds the same."""
    return cents(monthly_price * quantity)
