"""The prices of a subscription in order of time, as both faces show them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from coin.subscriptions.models import Price, Subscription


@dataclass(frozen=True)
class PriceRow:
    """A monthly price from `starts_on` (None: the beginning) until `until` (exclusive; None: nothing ends it). `row` is
    None for the price that was agreed first."""

    starts_on: date | None
    until: date | None
    monthly_price: Decimal
    reason: str
    row: Price | None

    @property
    def is_reduced(self) -> bool:
        return self.row is not None and self.row.ends_on is not None

    def holds(self, day: date) -> bool:
        return (self.starts_on or day) <= day and (self.until is None or day < self.until)


def price_history(subscription: Subscription) -> list[PriceRow]:
    """The price agreed first, then every other price by its first day, reduced rates among the lasting ones."""
    rows = sorted(subscription.prices.all(), key=lambda row: row.starts_on)
    lasting = [row for row in rows if row.ends_on is None]
    first = lasting[0].starts_on if lasting else None
    words = _("agreed when it was asked for")
    agreed = PriceRow(None, first, subscription.monthly_price, words, None)
    ends = [*(row.starts_on for row in lasting[1:]), None]
    later_rows = [
        PriceRow(row.starts_on, end, row.monthly_price, row.reason, row)
        # Not strict: without a lasting price `ends` still has its None.
        for row, end in zip(lasting, ends, strict=False)
    ]
    later_rows += [
        PriceRow(row.starts_on, row.ends_on, row.monthly_price, row.reason, row)
        for row in rows
        if row.ends_on
    ]
    return [agreed, *sorted(later_rows, key=lambda row: row.starts_on or date.min)]
