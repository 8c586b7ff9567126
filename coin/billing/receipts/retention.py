"""How long receipts are kept: as long as accounting, which is more than the six years of copies of tax receipts."""

from datetime import date

from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from coin.billing.models import Receipt, ReceiptPart
from coin.core import files
from coin.core.retention import Clock, Rule, delete_rows, rule
from coin.members.models import Member


def old_receipts(clock: Clock) -> "QuerySet[Receipt]":
    """Receipts that were issued on or before the limit of `clock`."""
    return Receipt.objects.filter(issued_on__lte=clock.before)


def erase_receipts(rows: "QuerySet[Receipt]") -> int:
    """Erase receipts whole, with their PDF. What they were for stays in the ledger, as long as the entry.

    Returns how many.
    """
    pks = list(rows.values_list("pk", flat=True))
    files.forget(rows.exclude(pdf="").values_list("pdf", flat=True))
    # Parts point to their receipt, so they go first.
    delete_rows(ReceiptPart.objects.filter(receipt__in=pks))
    delete_rows(Receipt.objects.filter(pk__in=pks))
    return len(pks)


def later(clock: Clock) -> "QuerySet[Receipt]":
    """Receipts of a member (the outer row) that are still to be kept, for the rule that erases whole accounts."""
    return Receipt.objects.filter(member=OuterRef("pk"), issued_on__gt=clock.before)


def forget_receipts(members: list[int]) -> None:
    """Delete every receipt of these members (primary keys), with its parts and PDF.

    `erase_accounts` calls it before it deletes their documents and payments.
    """
    erase_receipts(Receipt.objects.filter(member__in=members))


def _since(member: Member, today: date) -> date | None:
    """The day of the member's last receipt; `today` for a member who has none."""
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
