"""The lines that should stand on drafts, and the draft that each belongs to. No database here."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from coin.billing import wording
from coin.billing.enums import LineItem
from coin.billing.models import Line
from coin.billing.pro_rata import WHOLE
from coin.core.money import cents
from coin.members.models import DuesPeriod


@dataclass(frozen=True)
class Place:
    """The draft a line belongs to: one invoice a month, one call per dues period, one note per corrected document."""

    member_id: int
    kind: str
    about: int | None = None  # the dues period called, or the document corrected


@dataclass(frozen=True)
class Charge:
    """A line that should be on a draft, with the columns of models.Line: two equal charges are the same line.

    `item` is a LineItem, `is_correction` marks a difference with what was billed, `advised_price` is set only where the
    price is free.
    """

    label: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    period_start: date
    period_end: date
    item: str = LineItem.MONTHLY
    subscription_id: int | None = None
    share_id: int | None = None
    offer_item_id: int | None = None
    advised_price: Decimal | None = None
    dues_period_id: int | None = None
    is_correction: bool = False

    @classmethod
    def of(cls, line: Line) -> "Charge":
        """The charge of a stored line, to compare with a charge that is wanted."""
        return cls(**{name: getattr(line, name) for name in cls.__dataclass_fields__})


def call_for_dues(period: DuesPeriod) -> list[Charge]:
    """The lines of a call: the dues, the entry fee and the gift, each unless its amount is zero.

    Computed, not saved.
    """
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
