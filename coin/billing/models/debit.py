"""SEPA direct debits: mandates, batches and their file, one debit per document, and the returns of the bank."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import OPEN_DEBITS, BatchState, DebitState, MandateState
from coin.core.encryption import EncryptedTextField
from coin.core.models.base import enum_constraint


class Mandate(models.Model):
    """A member's permission to take what they owe from a bank account. `rum` is its reference (UMR) at the bank.

    `iban` is empty once the time to keep it is over. `proof` tells of the scanned paper (`paper`, its number, and its
    `sha256`), or of the signature on line (`at`, `login`, `address_digest`, `text`).
    """

    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="mandates", verbose_name=_("member")
    )
    rum = models.CharField(_("mandate reference"), max_length=35, unique=True)
    iban = EncryptedTextField(_("IBAN"), blank=True)
    iban_end = models.CharField(max_length=4, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    holder = models.CharField(_("account holder"), max_length=70, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=MandateState.choices, default=MandateState.DRAFT
    )
    note = models.CharField(_("note"), max_length=250, blank=True)
    proof: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-created_at", "-pk"]
        constraints = [
            enum_constraint("mandate", "state", MandateState),
            models.CheckConstraint(
                condition=~Q(state=MandateState.ACTIVE) | Q(signed_on__isnull=False),
                name="mandate_active_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.rum

    @property
    def iban_shown(self) -> str:
        """The account as pages show it: its last four characters."""
        return f"···· {self.iban_end}" if self.iban_end else ""


class DebitBatch(models.Model):
    """Debits collected together on a day. Its file is written once, and is never written again."""

    collection_on = models.DateField(_("collected on"))
    state = models.CharField(
        _("state"), max_length=20, choices=BatchState.choices, default=BatchState.DRAFT
    )
    notified_at = models.DateTimeField(_("announced"), null=True, blank=True)
    file = EncryptedTextField(blank=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    message_id = models.CharField(max_length=35, blank=True)
    payment_info_id = models.CharField(_("reference at the bank"), max_length=35, blank=True)
    count = models.PositiveIntegerField(_("debits"), default=0)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2, default=0)
    written_at = models.DateTimeField(_("file written"), null=True, blank=True)
    collected_on = models.DateField(_("paid by the bank on"), null=True, blank=True)
    bank_line = models.OneToOneField(
        "billing.BankLine",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="debit_batch",
        verbose_name=_("bank line"),
    )
    created_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("batch of debits")
        verbose_name_plural = _("batches of debits")
        ordering = ["-collection_on", "-pk"]
        constraints = [enum_constraint("debitbatch", "state", BatchState)]

    def __str__(self) -> str:
        return _now("Debits of %(day)s") % {"day": date_format(self.collection_on)}


class Debit(models.Model):
    """The collection of the rest to pay of one document.

    The database allows a document one open debit at most. Once the debit is in a file, what was asked of the bank never
    changes.
    """

    batch = models.ForeignKey(DebitBatch, models.PROTECT, related_name="debits")
    document = models.ForeignKey(
        "billing.Document", models.PROTECT, related_name="debits", verbose_name=_("document")
    )
    mandate = models.ForeignKey(
        Mandate, models.PROTECT, related_name="debits", verbose_name=_("mandate")
    )
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    end_to_end = models.CharField(_("reference of the debit"), max_length=35, unique=True)
    state = models.CharField(
        _("state"), max_length=20, choices=DebitState.choices, default=DebitState.PLANNED
    )
    payment = models.OneToOneField(
        "billing.Payment", models.PROTECT, null=True, blank=True, related_name="debit"
    )
    why = models.CharField(_("why"), max_length=140, blank=True)
    return_code = models.CharField(_("code of the bank"), max_length=4, blank=True)
    returned_on = models.DateField(_("sent back on"), null=True, blank=True)

    class Meta:
        verbose_name = _("direct debit")
        verbose_name_plural = _("direct debits")
        ordering = ["pk"]
        constraints = [
            enum_constraint("debit", "state", DebitState),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(state__in=OPEN_DEBITS),
                name="debit_open_once_a_document",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="debit_amount_is_positive"),
        ]

    def __str__(self) -> str:
        return self.end_to_end


class ReturnFile(models.Model):
    """A file of the bank (pain.002, camt.054, camt.053) that was read for debits sent back. A file is read once."""

    name = models.CharField(_("file name"), max_length=150)
    sha256 = models.CharField(max_length=64, unique=True)
    format = models.CharField(_("format"), max_length=20)
    read_count = models.PositiveIntegerField(_("returns read"), default=0)
    taken_count = models.PositiveIntegerField(_("returns taken in"), default=0)
    read_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(_("read"), default=timezone.now)

    class Meta:
        verbose_name = _("file of returns")
        verbose_name_plural = _("files of returns")
        ordering = ["-read_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class UnknownReturn(models.Model):
    """A return that belongs to no debit known to coin: it waits for a person on the work board."""

    source = models.ForeignKey(ReturnFile, models.PROTECT, related_name="unknown")
    reference = models.CharField(_("reference"), max_length=70, blank=True)
    amount = models.DecimalField(
        _("amount"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    code = models.CharField(_("code of the bank"), max_length=4, blank=True)
    returned_on = models.DateField(_("sent back on"), null=True, blank=True)
    handled_at = models.DateTimeField(_("dealt with"), null=True, blank=True)

    class Meta:
        verbose_name = _("unknown return")
        verbose_name_plural = _("unknown returns")
        ordering = ["handled_at", "-pk"]

    def __str__(self) -> str:
        return self.reference or f"{self.source} {self.pk}"
