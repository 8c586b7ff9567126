"""The billed lines of a subscription, grouped in blocks of days to compare with the lines that should be. No database.

A block is a term period, or several when a line crosses from one to the next because the term changed. The block holds
every line of its days; `due_spans` says which of its days may be billed now.
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
    """A line that counts (not cancelled).

    `about` is the document that billed it: its own, or the one that its credit note corrects. `waits` is true while the
    line stands on a draft of another month's run. Keys are primary keys; `quantity` is in months and `amount` in euros,
    negative on a credit note.
    """

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
        """The columns that the database keeps unique in a subscription, so that nothing is billed twice."""
        return (self.item, self.share_id, self.offer_item_id, self.period.start)


@dataclass
class Block:
    """Days of a subscription, and every line that bills or corrects them."""

    span: Period
    lines: list[Billed] = field(default_factory=list)

    @property
    def covered(self) -> list[Period]:
        """The days that were billed, in order. Lines of correction do not count."""
        return merged(line.period for line in self.lines if not line.is_correction)


def blocks(
    subscription: Subscription, lines: Iterable[Billed], current: Period | None
) -> list[Block]:
    """The blocks that bear lines, in order, then one for the `current` term period when no block touches it.

    `lines` are the monthly lines of the subscription.
    """
    grouped: list[Block] = []
    for line in sorted(lines, key=lambda line: line.period.start):
        days = line.period
        # Lines that follow each other are mostly of one block: its term periods are looked up only for the first.
        if not (
            grouped and grouped[-1].span.start <= days.start and days.end <= grouped[-1].span.end
        ):
            _open(grouped, _terms_of(subscription, days))
        grouped[-1].lines.append(line)
    if current and not any(block.span.overlaps(current) for block in grouped):
        grouped.append(Block(current))
    return grouped


def _terms_of(subscription: Subscription, days: Period) -> Period:
    """The whole term periods that hold these days."""
    first = terms.period_holding(subscription, days.start)
    if days.end <= first.end:
        return first
    return Period(first.start, terms.period_holding(subscription, days.last_day).end)


def _open(grouped: list[Block], span: Period) -> None:
    """Add a block for the span, or extend the last block when the two overlap."""
    if grouped and grouped[-1].span.overlaps(span):
        last = grouped[-1].span
        grouped[-1].span = Period(last.start, max(last.end, span.end))
    else:
        grouped.append(Block(span))


def sums(lines: Iterable[Billed]) -> dict[int, Decimal]:
    """The amount that these lines bill to each member, by primary key. Lines of credit count as negative."""
    by_member: dict[int, Decimal] = {}
    for line in lines:
        so_far = by_member.get(line.member_id)
        by_member[line.member_id] = line.amount if so_far is None else so_far + line.amount
    return by_member


def due_spans(subscription: Subscription, block: Block, month: Period) -> list[Period]:
    """The days of the block whose cost may stand on documents once this month is billed.

    They come in order, and never overlap. They are all the billed days, the term period that this month bills, and the
    days missing since the first billed month. Days before that month are left alone, as the past of an association that
    came from another tool: the run of an earlier month bills them.
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
    # Where the term changed, days stay cut as documents billed them: each document rounded its own days.
    return _cut(merged(due), _acts(block) if len(periods) > 1 else [])


def _is_whole(
    subscription: Subscription, period: Period, covered: list[Period], month: Period
) -> bool:
    """Whether all of a term period is due. It nearly always is, so this check comes before the longer computation.

    `covered` holds the billed days, in order.
    """
    run = terms.billed_in_run_of(subscription, period)
    if run >= month.start or not covered:
        return run == month.start
    return covered[-1].end < month.end and covered[0].start.replace(day=1) <= period.start


def _lacking_since(covered: list[Period], period: Period, month: Period) -> list[Period]:
    """The days of the period from the first billed month on, to the end of a term that has begun.

    Where lines already reach the end of `month`, the days end with the last billed month.
    """
    start = max(period.start, month_of(covered[0].start).start)
    last = covered[-1]
    end = period.end
    if last.end >= month.end:
        end = min(end, month_of(last.last_day).end)
    return [Period(start, end)] if start < end else []


def _acts(block: Block) -> list[Period]:
    """The days that each document billed together: they were rounded together, and stay so."""
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
    """The days of `spans` that no line of the block covers."""
    return [gap for span in spans for gap in without(span, block.covered)]
