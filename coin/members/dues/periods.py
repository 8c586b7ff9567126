"""The days of dues, from the first to the end: pure arithmetic. Ends are exclusive.

- A **rolling** period lasts a number of months from its first day: from 15 March to 15 March. In a month that lacks
  the day, it ends on that month's last day (from 31 January, one month ends on 28 February).
- A **civil year** ends on the next 1 January, a **fixed** year on the next return of its first day. A period that
  starts in the middle of such a year ends with that year: the next one is whole.
"""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from coin.members.enums import PeriodKind

# A year outside these was mistyped.
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True)
class Calendar:
    """How the periods of a plan follow one another: `months` for a rolling kind, `month` and `day` for a fixed year.

    A civil year uses none of the three.
    """

    kind: str = PeriodKind.ROLLING
    months: int = 12
    month: int = 1
    day: int = 1

    def end_of(self, starts_on: date) -> date:
        """The first day after a period that starts on `starts_on`. Raises ValueError when the year was mistyped."""
        if not FIRST_YEAR <= starts_on.year <= LAST_YEAR:
            raise ValueError("a year mistyped")
        if self.kind == PeriodKind.ROLLING:
            return starts_on + relativedelta(months=self.months)
        return self._next_year(starts_on)

    def _next_year(self, day: date) -> date:
        """The first day after `day` on which a year of this calendar begins."""
        is_fixed = self.kind == PeriodKind.FIXED
        month, first = (self.month, self.day) if is_fixed else (1, 1)
        begins = date(day.year, month, first)
        return begins if begins > day else date(day.year + 1, month, first)
