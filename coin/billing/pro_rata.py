"""Months, and the share of one that is billed: pure arithmetic."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta

from coin.core.money import cents

WHOLE = Decimal("1.0000")


@dataclass(frozen=True)
class Period:
    """Days from `start` to `end`, the end not included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day included, as people say it."""
        return self.end - relativedelta(days=1)


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
