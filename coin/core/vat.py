"""The association's VAT regime on a day: its dated periods; before the first one, the franchise of CGI art. 293 B."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from coin.core.models.association import VatPeriod, VatRegime

ALWAYS = date(1900, 1, 1)  # a day before any that coin asks about
# Metropolitan France, Corsica and overseas; the standard rate first.
RATES = tuple(
    Decimal(rate) for rate in ("20", "10", "5.5", "2.1", "8.5", "13", "1.75", "1.05", "0.9")
)


def regime_on(day: date) -> VatPeriod:
    """The period that holds `day`, as `of` gives it, in one query: periods come newest first."""
    return of(list(VatPeriod.objects.filter(starts_on__lte=day)[:1]), day)


def of(periods: Sequence[VatPeriod], day: date) -> VatPeriod:
    """The period among `periods` that holds `day`.

    Without one, the association charges no VAT (an unsaved period of the franchise, art. 293 B, is returned): a new
    association is small, until it says otherwise.
    """
    begun = [period for period in periods if period.starts_on <= day]
    default = VatPeriod(starts_on=ALWAYS, regime=VatRegime.FRANCHISE_293B)
    return max(begun, key=lambda period: period.starts_on, default=default)
