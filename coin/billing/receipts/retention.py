"""Receipts are kept as long as accounting: longer than the six years of the copies of tax receipts."""

from datetime import date

from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from coin.billing.models import Receipt, ReceiptPart
from coin.core import files
from coin.core.retention import Clock, Rule, delete_rows, rule
from coin.members.models import Member


def old_receipts(clock: Clock) -> "QuerySet[Receipt]":
    """Issued long enough ago."""
    return Receipt.objects.filter(issued_on__lte=clock.before)


def erase_receipts(rows: "QuerySet[Receipt]") -> int:
    """The whole receipt with its PDF: what it was of stays in the account, as long as that."""
    pks = list(rows.values_list("pk", flat=True))
    files.forget(rows.exclude(pdf="").values_list("pdf", flat=True))
    delete_rows(ReceiptPart.objects.filter(receipt__in=pks))
    delete_rows(Receipt.objects.filter(pk__in=pks))
    return len(pks)


def later(clock: Clock) -> "QuerySet[Receipt]":
    """For the rule of whole accounts: receipts of a member (the outer row) that are still to be kept."""
    return Receipt.objects.filter(member=OuterRef("pk"), issued_on__gt=clock.before)


def forget_receipts(members: list[int]) -> None:
    """Those of members whose whole account goes."""
    erase_receipts(Receipt.objects.filter(member__in=members))


def _since(member: Member, today: date) -> date | None:
    last = Receipt.objects.filter(member=member).order_by("-issued_on").first()
    return last.issued_on if last else today


rule(
    Rule(
        slug="billing.receipts",
        label=_("Receipts for dues, payments and gifts, with their PDF"),
        source=_("C. com. L123-22: ten years"),
        months=120,
        least=120,
        due=old_receipts,
        erase=erase_receipts,
        order=47,
        rows_of=lambda member: Receipt.objects.filter(member=member),
        since=_since,
    )
)
