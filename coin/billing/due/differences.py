"""Compares what a subscription should be billed with what was billed. No database here.

Each member is billed the difference between their part of a block of days and what was billed to them for it: by the
missing lines themselves when these make the difference (nothing was billed to the member yet, or only these days are
missing), else by one line of difference, or by credit notes on the documents that billed too much.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from coin.billing import wording
from coin.billing.due import billed, terms
from coin.billing.due.billed import Billed, Block
from coin.billing.due.lines import Charge, Place
from coin.billing.due.portions import Course, Portion
from coin.billing.enums import DocumentKind, LineItem
from coin.billing.pro_rata import WHOLE, amount
from coin.core.money import ZERO, cents, total
from coin.core.period import Period
from coin.subscriptions.models import Subscription
from coin.subscriptions.prices.pricing import Payer, Segment

Placed = tuple[Place, Charge]


@dataclass(frozen=True)
class Comparison:
    """One subscription, its lines that count as billed, the month to bill, and the primary keys of members to bill."""

    course: Course
    lines: list[Billed]
    month: Period
    members: Container[int]

    @property
    def subscription(self) -> Subscription:
        return self.course.subscription

    @property
    def current(self) -> Period | None:
        """The term period that this month bills; None when it bills none or the subscription was never active."""
        if self.subscription.active_on is None:
            return None
        return terms.period_billed_in(self.subscription, self.month)

    def charges(self, since: date) -> Iterator[Placed]:
        """Each missing line, with the draft that it belongs on (its Place). Nothing is written.

        They are the lines of blocks that begin on `since` or later, and what is billed once: the set-up fee, and the
        deposit or its being given back. Lines of credit are negative.
        """
        monthly = [line for line in self.lines if line.is_monthly]
        for block in billed.blocks(self.subscription, monthly, self.current):
            if block.span.start >= since:
                yield from self._of_block(block)
        yield from self._once(LineItem.SETUP, self.subscription.setup_fee)
        if self._gives_back():
            yield from self._deposit_back()
        else:
            yield from self._once(LineItem.DEPOSIT, self.subscription.deposit)

    def _of_block(self, block: Block) -> Iterator[Placed]:
        spans = billed.due_spans(self.subscription, block, self.month)
        # Nearly every block is billed as it should be: its sums tell so before any line is built.
        if self.course.owed(spans) == billed.sums(block.lines if spans else []):
            return
        wanted = self._by_member(spans)
        lines_of: dict[int, list[Billed]] = {}
        for line in block.lines if spans else []:
            lines_of.setdefault(line.member_id, []).append(line)
        for member in sorted(wanted.keys() | lines_of.keys()):
            lines, portions = lines_of.get(member, []), wanted.get(member, [])
            owed = total(portion.part.amount for portion in portions) - total(
                line.amount for line in lines
            )
            # A line on a draft of another month is mended by the run of that month, or after its document is issued.
            if owed and member in self.members and not any(line.waits for line in lines):
                lacking = billed.lacking(block, spans) if lines else []
                fitting = self._by_member(lacking).get(member, []) if lines else portions
                yield from self._owed(member, owed, block, lines, portions, fitting)

    def _by_member(self, spans: Iterable[Period]) -> dict[int, list[Portion]]:
        by_member: dict[int, list[Portion]] = {}
        for span in spans:
            for portion in self.course.portions(span):
                by_member.setdefault(portion.part.payer.member_id, []).append(portion)
        return by_member

    def _owed(
        self,
        member: int,
        owed: Decimal,
        block: Block,
        lines: list[Billed],
        portions: list[Portion],
        fitting: list[Portion],
    ) -> Iterator[Placed]:
        if total(portion.part.amount for portion in fitting) == owed:
            billed_keys = {line.key for line in block.lines}
            for portion in fitting:
                yield Place(member, DocumentKind.INVOICE), self._line(portion, billed_keys)
            return
        adjustment = self._adjustment(block, lines, portions)
        if owed > 0:
            charge = _amounting(adjustment, owed, lines, portions)
            yield Place(member, DocumentKind.INVOICE), charge
            return
        for about, part in _documents_to_credit(lines, -owed):
            place = Place(member, DocumentKind.CREDIT_NOTE, about)
            yield place, _amounting(adjustment, -part, lines, portions)

    def _line(self, portion: Portion, billed_keys: Container[object]) -> Charge:
        part, period = portion.part, portion.segment.period
        share = part.payer.share.pk if part.payer.share else None
        item = part.item.pk if part.item else None
        return Charge(
            label=wording.monthly(self.subscription, portion.segment, part.payer, part.item),
            quantity=portion.quantity,
            unit_price=part.unit_price,
            amount=part.amount,
            period_start=period.start,
            period_end=period.end,
            subscription_id=self.subscription.pk,
            share_id=share,
            offer_item_id=item,
            advised_price=part.advised_price,
            is_correction=(LineItem.MONTHLY, share, item, period.start) in billed_keys,
        )

    def _adjustment(self, block: Block, lines: list[Billed], portions: list[Portion]) -> Charge:
        """A line of difference over the days that the member should pay, or over the block when there are none.

        Its amount is zero: `_amounting` fills it in. `lines` are what was billed to the member, `portions` what should
        be.
        """
        span = block.span
        if portions:
            days = [portion.segment.period for portion in portions]
            span = Period(min(day.start for day in days), max(day.end for day in days))
        shares = {line.share_id for line in lines}
        return Charge(
            label=wording.adjustment(self.subscription, span),
            quantity=WHOLE,
            unit_price=ZERO,
            amount=ZERO,
            period_start=span.start,
            period_end=span.end,
            subscription_id=self.subscription.pk,
            share_id=shares.pop() if len(shares) == 1 else None,
            # A billed line may still have the key of these days, which the database admits once: corrections have none.
            is_correction=True,
        )

    def _once(self, item: LineItem, fee: Decimal) -> Iterator[Placed]:
        """A fee asked with the first line, from each member who pays a share of it and was never asked for it.

        `item` is SETUP or DEPOSIT, `fee` in euros. Nothing when this month bills no term.
        """
        if not fee or self.current is None:
            return
        lines = [line for line in self.lines if line.item == item]
        left = fee - total(line.amount for line in lines if not line.is_correction)
        asked = {line.member_id for line in lines}
        for segment, part in self.course.once(fee, self.current):
            owed = min(part.amount, left)
            if owed > 0 and part.payer.member_id not in asked:
                left -= owed
                if part.payer.member_id in self.members:
                    yield self._fee(item, segment, part.payer, owed)

    def _fee(self, item: LineItem, segment: Segment, payer: Payer, owed: Decimal) -> Placed:
        say = wording.deposit if item == LineItem.DEPOSIT else wording.setup
        charge = Charge(
            label=say(self.subscription, segment, payer),
            quantity=WHOLE,
            unit_price=owed,
            amount=cents(owed),
            period_start=segment.period.start,
            period_end=segment.period.end,
            item=item,
            subscription_id=self.subscription.pk,
            share_id=payer.share.pk if payer.share else None,
        )
        return Place(payer.member_id, DocumentKind.INVOICE), charge

    def _gives_back(self) -> bool:
        back = self.subscription.deposit_back_on
        return back is not None and back < self.month.end

    def _deposit_back(self) -> Iterator[Placed]:
        """Give back what remains of the deposit on each document that billed it, to the member whom it billed.

        Yields the lines of the credit notes.
        """
        deposits = [line for line in self.lines if line.item == LineItem.DEPOSIT]
        for deposit in deposits:
            left = total(line.amount for line in deposits if line.about == deposit.about)
            waits = any(line.waits for line in deposits if line.about == deposit.about)
            if deposit.is_correction or left <= 0 or waits or deposit.member_id not in self.members:
                continue
            charge = Charge(
                label=wording.deposit_back(self.subscription),
                quantity=-WHOLE,
                unit_price=left,
                amount=-left,
                period_start=deposit.period.start,
                period_end=deposit.period.end,
                item=LineItem.DEPOSIT,
                subscription_id=self.subscription.pk,
                share_id=deposit.share_id,
                is_correction=True,
            )
            yield Place(deposit.member_id, DocumentKind.CREDIT_NOTE, deposit.about), charge


def _amounting(
    charge: Charge, owed: Decimal, lines: list[Billed], portions: list[Portion]
) -> Charge:
    """The charge with the amount `owed`: a number of months when there is one price and only the days differ, or else
    the sum, once.
    """
    prices = {line.unit_price for line in lines} | {portion.part.unit_price for portion in portions}
    if len(prices) == 1:
        price = prices.pop()
        months = _months(portions) - sum((line.quantity for line in lines), WHOLE - WHOLE)
        if months and amount(price, months) == owed:
            return replace(charge, quantity=months, unit_price=price, amount=owed)
    sign = 1 if owed > 0 else -1
    return replace(charge, quantity=sign * WHOLE, unit_price=abs(owed), amount=owed)


def _months(portions: Iterable[Portion]) -> Decimal:
    # WHOLE - WHOLE is zero with the four decimals of a quantity.
    return sum((portion.quantity for portion in portions), WHOLE - WHOLE)


def _documents_to_credit(lines: list[Billed], owed: Decimal) -> Iterator[tuple[int, Decimal]]:
    """The documents to correct, newest first, each with the part of `owed` to credit: at most what remains there.

    `lines` are one member's; `owed` is positive.
    """
    remains: dict[int, Decimal] = {}
    for line in lines:
        remains[line.about] = remains.get(line.about, ZERO) + line.amount
    for about in sorted(remains, reverse=True):
        part = min(owed, remains[about])
        if part > 0:
            owed -= part
            yield about, part
