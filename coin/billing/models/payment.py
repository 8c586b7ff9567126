"""Payments, the documents that they pay, and the cheques among them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import PaymentMeans
from coin.core.models.base import AppendOnly, enum_constraint
from coin.core.money import cents, euros


class Payment(AppendOnly):
    """Money received from a member, or sent back (negative, with `reverses`). No row changes: a reject is a new row."""

    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="payments", verbose_name=_("member")
    )
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    received_on = models.DateField(_("received on"))
    means = models.CharField(_("means"), max_length=20, choices=PaymentMeans.choices)
    reference = models.CharField(_("reference"), max_length=140, blank=True)
    # The amount received in another currency (Ğ1); `amount` is its value in euros that day.
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    unit_amount = models.DecimalField(
        _("amount in its unit"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    moved_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="moved_to",
        verbose_name=_("moved from"),
    )
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("reverses"),
    )
    recorded_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-received_on", "-pk"]
        constraints = [
            enum_constraint("payment", "means", PaymentMeans),
            models.CheckConstraint(
                condition=Q(reverses=None, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0),
                name="payment_sign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_words}, {date_format(self.received_on)}"

    @property
    def unit_words(self) -> str:
        """`120 Ğ1`; empty for euros."""
        if not self.unit or self.unit_amount is None:
            return ""
        amount = cents(self.unit_amount)
        digits = 0 if amount == int(amount) else 2
        return f"{number_format(amount, digits, force_grouping=True)}\N{NO-BREAK SPACE}{self.unit}"

    @property
    def amount_words(self) -> str:
        """`12,00 €`, or `120 Ğ1 (12,00 €)`."""
        in_euros = euros(self.amount)
        return f"{self.unit_words} ({in_euros})" if self.unit_words else in_euros


class Allocation(models.Model):
    """The part of a payment that pays a document. What is not allocated is the member's credit.

    An allocation is no fact, as documents and payments are: it is redone when needed (coin.billing.balance.settling).
    """

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="allocations")
    document = models.ForeignKey("billing.Document", models.PROTECT, related_name="allocations")
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.UniqueConstraint(fields=["payment", "document"], name="allocated_once")
        ]

    def __str__(self) -> str:
        return f"{self.amount} → {self.document}"


class DepositSlip(models.Model):
    """Cheques brought to the bank together: one slip, one line on the statement."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    account = models.ForeignKey(
        "billing.BankAccount", models.PROTECT, related_name="+", verbose_name=_("bank account")
    )
    made_on = models.DateField(_("day"))
    made_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    count = models.PositiveIntegerField(_("cheques"))
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    bank_line = models.OneToOneField(
        "billing.BankLine", models.SET_NULL, null=True, blank=True, related_name="deposit_slip"
    )

    class Meta:
        verbose_name = _("cheque deposit slip")
        verbose_name_plural = _("cheque deposit slips")
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(_("Deposit slip n°%(number)s") % {"number": self.number})


class Cheque(models.Model):
    """The words on the cheque of a payment, and the slip that brought the cheque to the bank."""

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="cheque")
    drawer = models.CharField(_("drawer"), max_length=100, blank=True)
    bank_name = models.CharField(_("drawer’s bank"), max_length=100, blank=True)
    number = models.CharField(_("cheque number"), max_length=20, blank=True)
    slip = models.ForeignKey(
        DepositSlip,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cheques",
        verbose_name=_("deposit slip"),
    )

    class Meta:
        verbose_name = _("cheque")
        verbose_name_plural = _("cheques")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.drawer} {self.number}".strip()
