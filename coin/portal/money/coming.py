"""The amounts that a member may expect, month by month."""

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
    """What will be asked in a month, `total` in euros; `on` is its first day."""

    on: date
    lines: list[Expected]

    @property
    def total(self) -> Decimal:
        return total(line.amount for line in self.lines)


def coming_months(member: Member) -> list[Month]:
    """The months of the year to come in which something will be asked, in order."""
    lines_by_day = expected(member, months=MONTHS)  # in the order of their days, as groupby needs
    return [
        Month(day, list(lines))
        for day, lines in groupby(lines_by_day, key=lambda line: line.day.replace(day=1))
    ]
