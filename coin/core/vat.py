"""How the association stands towards VAT on a day: its dated periods, the franchise of article 293 B before any."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from coin.core.models.association import VatPeriod, VatRegime

ALWAYS = date(1900, 1, 1)
# Metropolitan France, Corsica and overseas; the standard rate first.
RATES = tuple(
    Decimal(rate) for rate in ("20", "10", "5.5", "2.1", "8.5", "13", "1.75", "1.05", "0.9")
)


def regime_on(day: date) -> VatPeriod:
    """The period that holds `day`. One query."""
    return of(list(VatPeriod.objects.filter(starts_on__lte=day)[:1]), day)


def of(periods: Sequence[VatPeriod], day: date) -> VatPeriod:
    """The same among periods at hand. A new association is small: it charges no VAT until it says that it does."""
    begun = [period for period in periods if period.starts_on <= day]
    default = VatPeriod(starts_on=ALWAYS, regime=VatRegime.FRANCHISE_293B)
    return max(begun, key=lambda period: period.starts_on, default=default)
