"""The association's VAT regimes over time. No change contradicts the VAT of invoices already issued."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.enums import DocumentKind
from coin.billing.models import Document
from coin.core import audit, vat
from coin.core.errors import InvalidInput
from coin.core.models import Association
from coin.core.models.association import VatPeriod, VatRegime
from coin.core.validation import check_fields
from coin.members.models import User

FIELDS = ("starts_on", "regime", "rate")


@transaction.atomic
def add_vat_period(*, starts_on: date, regime: str, rate: Decimal, actor: User | None) -> VatPeriod:
    """Say how the association stands towards VAT from a day on, until the next period.

    `regime` is a VatRegime, `rate` the usual rate in per cent. Raises InvalidInput(field="starts_on") when a period
    begins that day already, or invoices were issued since under another regime; InvalidInput(field="rate") when VAT is
    charged at a rate that France does not have.
    """
    before = _locked()
    period = VatPeriod(starts_on=starts_on, regime=regime, rate=rate)
    _check(period, before)
    _check_stamped(before, [*before, period])
    period.save()
    _record(period, dict.fromkeys(FIELDS), actor)
    return period


@transaction.atomic
def change_vat_period(
    period: VatPeriod, *, starts_on: date, regime: str, rate: Decimal, actor: User | None
) -> VatPeriod:
    """Correct a period. Raises as `add_vat_period` does."""
    before = _locked()
    others = [other for other in before if other.pk != period.pk]
    old_values = {name: getattr(period, name) for name in FIELDS}
    period.starts_on, period.regime, period.rate = starts_on, regime, rate
    _check(period, others)
    _check_stamped(before, [*others, period])
    period.save(update_fields=FIELDS)
    _record(period, old_values, actor)
    return period


@transaction.atomic
def remove_vat_period(period: VatPeriod, *, actor: User | None) -> None:
    """Remove a period: the period before it goes on.

    Raises InvalidInput on `starts_on` when invoices were issued under it.
    """
    before = _locked()
    _check_stamped(before, [other for other in before if other.pk != period.pk])
    changes = {name: (getattr(period, name), None) for name in FIELDS}
    audit.record(actions.VAT_CHANGED, period, actor=actor, changes=changes)
    period.delete()


def _locked() -> list[VatPeriod]:
    """Every period, the newest first. The association's row is locked, so that changes come one after the other."""
    # This creates the row when there is none yet: a lock needs a row.
    Association.current()
    Association.objects.select_for_update().get(pk=1)
    return list(VatPeriod.objects.all())


def _check(period: VatPeriod, others: Sequence[VatPeriod]) -> None:
    check_fields(period, FIELDS)
    if any(other.starts_on == period.starts_on for other in others):
        raise InvalidInput(_("Another regime begins that day already."), field="starts_on")
    if period.regime == VatRegime.LIABLE and period.rate not in vat.RATES:
        words = {"rates": ", ".join(f"{rate:f}" for rate in vat.RATES)}
        raise InvalidInput(_("France knows these rates: %(rates)s.") % words, field="rate")


def _check_stamped(before: Sequence[VatPeriod], after: Sequence[VatPeriod]) -> None:
    """Raise InvalidInput on `starts_on` when a day would have another VAT than the invoices issued that day.

    `before` and `after` are all the periods, as they stand and as they would.
    """
    invoices = Document.objects.issued().filter(kind=DocumentKind.INVOICE).order_by()
    days = invoices.values_list("issued_on", flat=True).distinct()
    wrong = [day for day in days if day and _meaning(before, day) != _meaning(after, day)]
    if wrong:
        words = {"last": date_format(max(wrong))}
        sentence = _(
            "Invoices dated up to %(last)s were issued under another regime, and say so for good: "
            "the regime may change from the day after."
        )
        raise InvalidInput(sentence % words, field="starts_on")


def _meaning(periods: Sequence[VatPeriod], day: date) -> tuple[str, Any]:
    """The VAT on an invoice of that day: the regime, and the usual rate, which counts only where VAT is charged."""
    period = vat.of(periods, day)
    return period.regime, period.rate if period.regime == VatRegime.LIABLE else None


def _record(period: VatPeriod, before: dict[str, Any], actor: User | None) -> None:
    after = {name: getattr(period, name) for name in FIELDS}
    changes = {name: (before[name], after[name]) for name in FIELDS if before[name] != after[name]}
    if changes:
        audit.record(actions.VAT_CHANGED, period, actor=actor, changes=changes)
