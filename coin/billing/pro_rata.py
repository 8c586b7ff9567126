"""Months, and the share of one that is billed: pure arithmetic."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta

from coin.core.money import cents
from coin.core.period import Period

__all__ = ["Period", "amount", "billed_part", "month_of", "previous", "share"]

WHOLE = Decimal("1.0000")


def month_of(day: date) -> Period:
    """The calendar month that holds `day`."""
    first = day.replace(day=1)
    return Period(first, first + relativedelta(months=1))


def previous(month: Period) -> Period:
    """The month before."""
    return month_of(month.start - relativedelta(days=1))


def billed_part(month: Period, active_on: date | None, ended_on: date | None) -> Period | None:
    """The days of `month` on which something that works from `active_on` to `ended_on` is billed."""
    if active_on is None:
        return None
    start = max(month.start, active_on)
    end = min(month.end, ended_on or month.end)
    return Period(start, end) if start < end else None


def share(part: Period, month: Period) -> Decimal:
    """The quantity printed on the line: days over the days of the month, to the ten-thousandth."""
    return (Decimal(part.days) / month.days).quantize(WHOLE, rounding=ROUND_HALF_UP)


def amount(monthly_price: Decimal, quantity: Decimal) -> Decimal:
    """Quantity × unit price, half up to the cent: whoever checks the document by hand finds the same."""
    return cents(monthly_price * quantity)
