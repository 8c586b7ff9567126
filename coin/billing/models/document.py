"""Calls for dues, invoices and credit notes."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import DocumentKind, DocumentState
from coin.core.models.base import enum_constraint


class Document(models.Model):
    """A draft, then issued: numbered without a gap, frozen, its PDF stored with its SHA-256.

    `number` reads `F2026-00042`; `issuer` and `recipient` are frozen copies of names, addresses and mentions.
    `total` is negative on a credit note. A correction is a new document, never an edit.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    state = models.CharField(_("state"), max_length=20, choices=DocumentState.choices, default=DocumentState.DRAFT)
    member = models.ForeignKey("members.Member", models.PROTECT, related_name="documents", verbose_name=_("member"))
    number = models.CharField(_("number"), max_length=20, unique=True, null=True, blank=True)
    series = models.CharField(max_length=10, blank=True)
    series_number = models.PositiveIntegerField(null=True, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period until"))
    total = models.DecimalField(_("total"), max_digits=10, decimal_places=2, default=0)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    issuer: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    recipient: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    pdf = models.FileField(_("PDF"), upload_to="documents/%Y/", blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            enum_constraint("document", "kind", DocumentKind),
            enum_constraint("document", "state", DocumentState),
            models.UniqueConstraint(
                fields=["series", "series_number"], condition=Q(state="issued"), name="document_series_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(number__isnull=False, issued_on__isnull=False),
                name="document_issued_is_numbered",
            ),
        ]
        indexes = [models.Index(fields=["member", "state"], name="document_by_member")]

    def __str__(self) -> str:
        return self.number or str(_("Draft"))


class Line(models.Model):
    """One line. What it bills is its key: (subscription, item, period_start) or (dues_period), once only."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=1)
    label = models.CharField(_("label"), max_length=250)
    quantity = models.DecimalField(_("quantity"), max_digits=9, decimal_places=4, default=1)
    unit_price = models.DecimalField(_("unit price"), max_digits=10, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=5, decimal_places=2, default=0)
    vat_exemption = models.CharField(_("VAT exemption"), max_length=150, blank=True)
    subscription = models.ForeignKey(
        "subscriptions.Subscription", models.PROTECT, null=True, blank=True, related_name="lines"
    )
    item = models.CharField(max_length=20, default="monthly")  # monthly, setup
    dues_period = models.ForeignKey("members.DuesPeriod", models.PROTECT, null=True, blank=True, related_name="lines")
    is_correction = models.BooleanField(default=False)
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("until"))

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "item", "period_start"],
                condition=Q(is_correction=False, subscription__isnull=False),
                name="subscription_billed_once",
            ),
            models.UniqueConstraint(
                fields=["dues_period"],
                condition=Q(is_correction=False, dues_period__isnull=False),
                name="dues_called_once",
            ),
        ]

    def __str__(self) -> str:
        return self.label
