"""The receipts of a member with their PDF, for the copy of their data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coin.billing.models import Receipt
from coin.billing.receipts import pdf as receipt_pdf
from coin.core.personal_data import Part, holds
from coin.members.models import Member

SHOWN = ("kind", "number", "issued_on", "amount", "words", "voided_on", "void_reason")


@holds("receipts", _("Your receipts with their PDF"))
def _receipts(member: Member) -> Part:
    """The receipts of a member. A PDF that nobody asked for yet is made now, unless the receipt is void."""
    receipts = list(Receipt.objects.filter(member=member).order_by("issued_on", "pk"))
    for receipt in receipts:
        if not receipt.voided_on:
            receipt_pdf.ensure(receipt)
    files = [(f"{receipt.number}.pdf", receipt.pdf) for receipt in receipts if receipt.pdf]
    return Part([_one(receipt) for receipt in receipts], files)


def _one(receipt: Receipt) -> dict[str, Any]:
    return {name: getattr(receipt, name) for name in SHOWN}
