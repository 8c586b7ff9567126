"""The dues of two records of one member, laid out so that no periods overlap. No database here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta

from coin.members.models import DuesPeriod


@dataclass
class Arrangement:
    """What happens to periods that overlap: `dropped` ones go; `shifted` ones get a later start and end, in order.

    `shifted` holds (period, new start, new end), the end exclusive.
    """

    dropped: list[DuesPeriod] = field(default_factory=list)
    shifted: list[tuple[DuesPeriod, date, date]] = field(default_factory=list)


def arrange(own: Iterable[DuesPeriod], others: Iterable[DuesPeriod], kept: set[int]) -> Arrangement:
    """Compute how the survivor's periods (`own`) and the other record's lie so that none overlap; writes nothing.

    Paid periods, and those in `kept` (primary keys of periods that a document calls for), are never lost: where two
    cover the same days, the later one begins when the earlier one ends, and lasts as long as before. Any other period
    that overlaps one of these, or one laid out before it, is dropped.
    """
    arrangement, last = Arrangement(), None
    periods = [*((period, False) for period in own), *((period, True) for period in others)]
    firm = [pair for pair in periods if pair[0].paid_on or pair[0].pk in kept]
    spans: list[tuple[date, date]] = []
    # Of two that begin on the same day, the survivor's goes first.
    for period, _is_other in sorted(firm, key=lambda pair: (pair[0].starts_on, pair[1])):
        start, end = period.starts_on, period.ends_on
        if last and last > start:
            start, end = last, _end(period, last)
            arrangement.shifted.append((period, start, end))
        spans.append((start, end))
        last = end
    loose = [pair for pair in periods if pair not in firm]
    for period, _is_other in sorted(loose, key=lambda pair: (pair[1], pair[0].starts_on)):
        if any(start < period.ends_on and end > period.starts_on for start, end in spans):
            arrangement.dropped.append(period)
        else:
            spans.append((period.starts_on, period.ends_on))
    return arrangement


def _end(period: DuesPeriod, start: date) -> date:
    """The end of the period when it begins on `start`: as many months later, or as many days for a broken month."""
    length = relativedelta(period.ends_on, period.starts_on)
    if length.days:
        return start + (period.ends_on - period.starts_on)
    return start + length
