"""A half-open period of days."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple


class Period(NamedTuple):
    """Days from `start` to `end`, the end not included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day that the period includes, as people say it."""
        return self.end - timedelta(days=1)

    def holds(self, day: date) -> bool:
        return self.start <= day < self.end

    def overlaps(self, other: "Period") -> bool:
        return self.start < other.end and other.start < self.end


@lru_cache(maxsize=8192)
def period_of(start: date, end: date) -> Period:
    """The period, made once and cached: thousands of lines are about the same months."""
    return Period(start, end)
