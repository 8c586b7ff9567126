"""Receipts: they confirm that money came. They are no claim, and count in no balance."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import ReceiptKind
from coin.core.models.base import enum_constraint


class Receipt(models.Model):
    """A numbered receipt, frozen as it is issued with the words of its page, its PDF stored with its SHA-256.

    `number` reads `RC2026-00001`; each kind has its series, without a gap. A receipt becomes void when its money is
    sent back, pays other documents, or is freed by a credit note: `voided_on` and `void_reason` are written once, the
    number stays.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=ReceiptKind.choices)
    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="receipts", verbose_name=_("member")
    )
    number = models.CharField(_("number"), max_length=20, unique=True)
    series = models.CharField(max_length=10)
    series_number = models.PositiveIntegerField()
    issued_on = models.DateField(_("issued on"))
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    words: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    pdf = models.FileField(_("PDF"), upload_to="receipts/%Y/", blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    voided_on = models.DateField(_("void since"), null=True, blank=True)
    void_reason = models.CharField(_("reason"), max_length=250, blank=True)
    # The day on which a volunteer asked the member to give a void tax receipt back.
    asked_back_on = models.DateField(_("asked back on"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            enum_constraint("receipt", "kind", ReceiptKind),
            models.UniqueConstraint(fields=["series", "series_number"], name="receipt_series_once"),
        ]

    def __str__(self) -> str:
        return self.number


class ReceiptPart(models.Model):
    """What a receipt confirms: a payment, or the part of it that paid a document. It becomes void with its receipt."""

    receipt = models.ForeignKey(Receipt, models.CASCADE, related_name="parts")
    payment = models.ForeignKey("billing.Payment", models.PROTECT, related_name="receipt_parts")
    document = models.ForeignKey(
        "billing.Document", models.PROTECT, null=True, blank=True, related_name="receipt_parts"
    )
    kind = models.CharField(max_length=20, choices=ReceiptKind.choices)
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    is_void = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("part of a receipt")
        verbose_name_plural = _("parts of receipts")
        ordering = ["pk"]
        constraints = [
            enum_constraint("receiptpart", "kind", ReceiptKind),
            # Nothing is receipted twice: neither the payment of a document, nor a payment as a whole.
            models.UniqueConstraint(
                fields=["kind", "payment", "document"],
                condition=models.Q(is_void=False, document__isnull=False),
                name="payment_of_document_receipted_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "payment"],
                condition=models.Q(is_void=False, document=None),
                name="payment_receipted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"
