"""Voids the receipts of money that was taken back: a void receipt keeps its number, and its day is written on it."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import actions, wording
from coin.billing.models import Document, Payment, Receipt, ReceiptPart
from coin.core import audit
from coin.members.models import User

REASON_LENGTH = 250


def void_of_payment(payment: Payment, *, reason: str, actor: User | None) -> None:
    """Void the receipts of a payment, in the transaction of the caller that takes the payment back; each is journaled.

    `reason` is kept on the receipt, cut to 250 characters; an empty one gives way to a general sentence.
    """
    with wording.documents_language():
        void_reason = reason or _("The payment was rejected or paid back.")
    _void(Receipt.objects.filter(parts__payment=payment), void_reason, actor)


def void_of_matching(payment: Payment, *, actor: User | None) -> None:
    """Void the receipts that tie a payment to its documents: the payment holds, but no longer pays them."""
    with wording.documents_language():
        reason = _("The payment pays other documents now.")
    parts = ReceiptPart.objects.filter(payment=payment, document__isnull=False)
    _void(Receipt.objects.filter(parts__in=parts), reason, actor)


def void_of_document(document: Document, *, actor: User | None) -> None:
    """Void the receipts of a document that a credit note made smaller, in the transaction that takes money back."""
    with wording.documents_language():
        reason = _("A credit note corrected %(number)s.") % {"number": document.number}
    _void(Receipt.objects.filter(parts__document=document), reason, actor)


def _void(rows: "QuerySet[Receipt]", reason: str, actor: User | None) -> None:
    today = timezone.localdate()
    for receipt in rows.filter(voided_on=None).select_related("member").distinct().order_by("pk"):
        # The condition stands in the UPDATE itself: of two processes, one alone voids the receipt and journals it.
        receipts = Receipt.objects.filter(pk=receipt.pk, voided_on=None)
        if not receipts.update(voided_on=today, void_reason=reason[:REASON_LENGTH]):
            continue
        ReceiptPart.objects.filter(receipt=receipt).update(is_void=True)
        audit.record(
            actions.RECEIPT_VOIDED,
            receipt,
            actor=actor,
            changes={"voided_on": (None, today)},
            member_number=receipt.member.number,
            note=reason,
        )
