"""What was billed of a subscription, laid out in blocks of days that can be compared with what should be: no database.

A block is a term period, or several where a line crosses from one to the next because the term changed. It holds
every line of its days; which of its days may be billed now is `due_spans`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from coin.billing.due import terms
from coin.billing.due.portions import merged, without
from coin.billing.enums import LineItem
from coin.billing.pro_rata import month_of
from coin.core.period import Period
from coin.subscriptions.models import Subscription


class Billed(NamedTuple):
    """A line that counts. `about` is the document it was billed by: its own, or the one that its credit note corrects;
    `waits` while it stands on a draft of another month's run."""

    subscription_id: int
    member_id: int
    about: int
    item: str
    share_id: int | None
    offer_item_id: int | None
    period: Period
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    is_correction: bool
    waits: bool

    @property
    def is_monthly(self) -> bool:
        return self.item == LineItem.MONTHLY

    @property
    def key(self) -> tuple[str, int | None, int | None, object]:
        """What the database holds to be billed once."""
        return (self.item, self.share_id, self.offer_item_id, self.period.start)


@dataclass
class Block:
    span: Period
    lines: list[Billed] = field(default_factory=list)

    @property
    def covered(self) -> list[Period]:
        """The days that were billed, whatever was corrected since."""
        return merged(line.period for line in self.lines if not line.is_correction)


def blocks(
    subscription: Subscription, lines: Iterable[Billed], current: Period | None
) -> list[Block]:
    """The blocks that bear lines, in order, and the one of the `current` term period."""
    found: list[Block] = []
    for line in sorted(lines, key=lambda one: one.period.start):
        days = line.period
        # One after the other, they mostly are of the same block.
        if not (found and found[-1].span.start <= days.start and days.end <= found[-1].span.end):
            _open(found, _terms_of(subscription, days))
        found[-1].lines.append(line)
    if current and not any(block.span.overlaps(current) for block in found):
        found.append(Block(current))
    return found


def _terms_of(subscription: Subscription, days: Period) -> Period:
    """The whole term periods that hold these days."""
    first = terms.period_holding(subscription, days.start)
    if days.end <= first.end:
        return first
    return Period(first.start, terms.period_holding(subscription, days.last_day).end)


def _open(found: list[Block], span: Period) -> None:
    """A block more, or the last one made longer."""
    if found and found[-1].span.overlaps(span):
        held = found[-1].span
        found[-1].span = Period(held.start, max(held.end, span.end))
    else:
        found.append(Block(span))


def sums(lines: Iterable[Billed]) -> dict[int, Decimal]:
    """What was billed to each member by these lines."""
    found: dict[int, Decimal] = {}
    for line in lines:
        held = found.get(line.member_id)
        found[line.member_id] = line.amount if held is None else held + line.amount
    return found


def due_spans(subscription: Subscription, block: Block, month: Period) -> list[Period]:
    """The days of the block whose cost may stand on documents once this month is billed.

    All that was billed, the term period that this month bills, and what lacks from the first month billed on. Days
    before it are left alone, as the past of an association that came from another tool: ask for that month.
    """
    due = covered = block.covered
    period = terms.period_holding(subscription, block.span.start)
    if period == block.span and _is_whole(subscription, period, covered, month):
        return [period]
    periods = list(terms.periods_in(subscription, block.span))
    for period in periods:
        run = terms.billed_in_run_of(subscription, period)
        if run == month.start:
            due = [*due, period]
        elif run < month.start and covered:
            due = [*due, *_lacking_since(covered, period, month)]
    return _cut(merged(due), _acts(block) if len(periods) > 1 else [])


def _is_whole(
    subscription: Subscription, period: Period, covered: list[Period], month: Period
) -> bool:
    """Whether all of a term period is due: nearly always, so that it is found out first."""
    run = terms.billed_in_run_of(subscription, period)
    if run >= month.start or not covered:
        return run == month.start
    return covered[-1].end < month.end and covered[0].start.replace(day=1) <= period.start


def _lacking_since(covered: list[Period], period: Period, month: Period) -> list[Period]:
    """The days of the period from the first month billed on; the rest of a term once it has begun."""
    start = max(period.start, month_of(covered[0].start).start)
    last = covered[-1]
    end = period.end
    if last.end >= month.end:
        end = min(end, month_of(last.last_day).end)
    return [Period(start, end)] if start < end else []


def _acts(block: Block) -> list[Period]:
    """Days billed together, by one document: rounded together once, and ever after."""
    by_document: dict[int, list[Period]] = {}
    for line in block.lines:
        if not line.is_correction:
            by_document.setdefault(line.about, []).append(line.period)
    return [act for periods in by_document.values() for act in merged(periods)]


def _cut(spans: list[Period], acts: list[Period]) -> list[Period]:
    """The same days, cut where the acts begin and end."""
    edges = {act.start for act in acts} | {act.end for act in acts}
    pieces = []
    for span in spans:
        days = sorted({span.start, span.end} | {day for day in edges if span.holds(day)})
        pieces += [Period(first, after) for first, after in pairwise(days)]
    return pieces


def lacking(block: Block, spans: Iterable[Period]) -> list[Period]:
    """Which of these days no line covers."""
    return [left for span in spans for left in without(span, block.covered)]
