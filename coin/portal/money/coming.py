"""The next amounts, month by month."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from coin.billing.due.forecast import Expected, expected
from coin.core.money import total
from coin.members.models import Member

MONTHS = 12


@dataclass(frozen=True)
class Month:
    """What will be asked in a month; `on` is its first day."""

    on: date
    lines: list[Expected]

    @property
    def total(self) -> Decimal:
        return total(one.amount for one in self.lines)


def coming_months(member: Member) -> list[Month]:
    """The months of the year to come in which something will be asked."""
    known = expected(member, months=MONTHS)
    return [
        Month(day, list(lines))
        for day, lines in groupby(known, key=lambda one: one.day.replace(day=1))
    ]
