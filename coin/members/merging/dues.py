"""The dues of two records of one member, laid one after the other. No database here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta

from coin.members.models import DuesPeriod


@dataclass
class Arrangement:
    """What becomes of periods that overlap: some go, some begin later. In order."""

    dropped: list[DuesPeriod] = field(default_factory=list)
    shifted: list[tuple[DuesPeriod, date, date]] = field(default_factory=list)


def arrange(own: Iterable[DuesPeriod], others: Iterable[DuesPeriod], kept: set[int]) -> Arrangement:
    """Lay the survivor's periods and the other's so that none overlap.

    Paid ones, and those in `kept` (keys of periods that a document calls for), are never lost: where two cover the same
    days, the later one begins when the earlier ends, as long as it was. Any other that they cover is dropped.
    """
    done, last = Arrangement(), None
    periods = [*((one, False) for one in own), *((one, True) for one in others)]
    firm = [one for one in periods if one[0].paid_on or one[0].pk in kept]
    spans: list[tuple[date, date]] = []
    for period, _is_other in sorted(firm, key=lambda one: (one[0].starts_on, one[1])):
        start, end = period.starts_on, period.ends_on
        if last and last > start:
            start, end = last, _end(period, last)
            done.shifted.append((period, start, end))
        spans.append((start, end))
        last = end
    loose = [one for one in periods if one not in firm]
    for period, _is_other in sorted(loose, key=lambda one: (one[1], one[0].starts_on)):
        if any(start < period.ends_on and end > period.starts_on for start, end in spans):
            done.dropped.append(period)
        else:
            spans.append((period.starts_on, period.ends_on))
    return done


def _end(period: DuesPeriod, start: date) -> date:
    """Where the period ends when it begins on `start`: as many months later, or days when it is no whole months."""
    length = relativedelta(period.ends_on, period.starts_on)
    if length.days:
        return start + (period.ends_on - period.starts_on)
    return start + length
