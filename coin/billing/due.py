"""What should be billed, compared with what is: no database here.

`wanted` says which lines a month should bear; `differences` takes away what was billed already.
A month is billed at the price in force when it was first billed: a price that changes later counts
from the next month billed, and only a change of days is corrected.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from coin.billing import wording
from coin.billing.enums import DocumentKind, LineItem
from coin.billing.models import Line
from coin.billing.pro_rata import WHOLE, Period, amount, billed_part, share
from coin.core.money import ZERO, cents, total
from coin.members.models import DuesPeriod
from coin.subscriptions.models import Subscription


@dataclass(frozen=True)
class Place:
    """The draft a line belongs to: one invoice a month, one call per dues period, one note per corrected document."""

    member_id: int
    kind: str
    about: int | None = None  # the dues period called, or the document corrected


@dataclass(frozen=True)
class Charge:
    """A line that should be on a draft: two equal charges are the same line."""

    label: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    period_start: date
    period_end: date
    item: str = LineItem.MONTHLY
    subscription_id: int | None = None
    dues_period_id: int | None = None
    is_correction: bool = False

    @classmethod
    def of(cls, line: Line) -> "Charge":
        """What a stored line charges, to be compared."""
        return cls(**{name: getattr(line, name) for name in cls.__dataclass_fields__})


def monthly(subscription: Subscription, month: Period, price: Decimal) -> Charge | None:
    """The line for the days of the month on which the subscription works, or None."""
    part = billed_part(month, subscription.active_on, subscription.ended_on)
    if part is None:
        return None
    quantity = share(part, month)
    return Charge(
        label=wording.monthly(subscription, month, part),
        quantity=quantity,
        unit_price=price,
        amount=amount(price, quantity),
        period_start=part.start,
        period_end=part.end,
        subscription_id=subscription.pk,
    )


def setup_fee(subscription: Subscription, beside: Charge) -> Charge:
    """The fee, due once, with the first monthly line."""
    return Charge(
        label=wording.setup(subscription),
        quantity=WHOLE,
        unit_price=subscription.setup_fee,
        amount=cents(subscription.setup_fee),
        period_start=beside.period_start,
        period_end=beside.period_end,
        item=LineItem.SETUP,
        subscription_id=subscription.pk,
    )


def call_for_dues(period: DuesPeriod) -> list[Charge]:
    """The lines of a call: the dues, the entry fee and the gift, each where something is asked."""
    asked = [
        (LineItem.MONTHLY, wording.dues(period), period.amount),
        (LineItem.ENTRY_FEE, wording.entry_fee(), period.entry_fee),
        (LineItem.GIFT, wording.gift(), period.gift),
    ]
    return [
        Charge(
            label=label,
            quantity=WHOLE,
            unit_price=amount,
            amount=cents(amount),
            period_start=period.starts_on,
            period_end=period.ends_on,
            item=item,
            dues_period_id=period.pk,
        )
        for item, label, amount in asked
        if amount
    ]


def subscription_charges(
    subscription: Subscription, month: Period, billed: Iterable[Line]
) -> list[tuple[Place, Charge]]:
    """What is still to be billed (or given back) for the month, beside the `billed` lines of this subscription."""
    lines = list(billed)
    months = [line for line in lines if line.item == LineItem.MONTHLY]
    price = months[0].unit_price if months else subscription.monthly_price
    wanted = monthly(subscription, month, price)
    place = Place(subscription.member_id, DocumentKind.INVOICE)
    charges: list[tuple[Place, Charge]] = []
    if months:
        charges += _difference(subscription, month, wanted, months)
    elif wanted and wanted.amount:
        charges.append((place, wanted))
    has_setup = any(line.item == LineItem.SETUP for line in lines)
    if wanted and subscription.setup_fee and not has_setup:
        charges.append((place, setup_fee(subscription, wanted)))
    return charges


def _difference(
    subscription: Subscription, month: Period, wanted: Charge | None, billed: list[Line]
) -> list[tuple[Place, Charge]]:
    """One correcting line when the days are not those that were billed."""
    owed = (wanted.amount if wanted else ZERO) - total(line.amount for line in billed)
    if not owed:
        return []
    quantity = (wanted.quantity if wanted else ZERO) - sum(line.quantity for line in billed)
    part = Period(wanted.period_start, wanted.period_end) if wanted else month
    charge = Charge(
        label=wording.adjustment(subscription, month),
        quantity=quantity or WHOLE,
        unit_price=billed[0].unit_price if quantity else owed,
        amount=owed,
        period_start=part.start,
        period_end=part.end,
        subscription_id=subscription.pk,
        # Whatever was not cancelled still holds the key of this month.
        is_correction=True,
    )
    if owed > 0:
        return [(Place(subscription.member_id, DocumentKind.INVOICE), charge)]
    return [
        (Place(subscription.member_id, DocumentKind.CREDIT_NOTE, billed[0].document_id), charge)
    ]
