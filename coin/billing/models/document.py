"""Calls for dues, invoices and credit notes."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import DocumentKind, DocumentState, LineItem
from coin.core.models.base import FrozenRow, enum_constraint

# The recipient of a document whose words the retention has erased: no PDF of it is made any more.
ERASED: dict[str, Any] = {"erased": True}


class DocumentQuerySet(models.QuerySet["Document"]):
    def issued(self) -> "DocumentQuerySet":
        """Documents that count: numbered and frozen."""
        return self.filter(state=DocumentState.ISSUED)

    def drafts(self) -> "DocumentQuerySet":
        """Documents that may still change."""
        return self.filter(state=DocumentState.DRAFT)

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.issued().exists():
            raise FrozenRow("issued documents are never deleted")
        return super().delete()


class Document(models.Model):
    """A draft, then issued: numbered without a gap, frozen, its PDF stored with its SHA-256.

    `number` reads `F2026-00042`; `issuer` and `recipient` are frozen copies of names, addresses
    and mentions. `total` is negative on a credit note. A correction is a new document, never an
    edit: triggers in the database refuse edits (migration 0002). `reason` says why a credit note
    waives a part of a document; other documents have none.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=DocumentState.choices, default=DocumentState.DRAFT
    )
    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="documents", verbose_name=_("member")
    )
    number = models.CharField(_("number"), max_length=20, unique=True, null=True, blank=True)
    series = models.CharField(max_length=10, blank=True)
    series_number = models.PositiveIntegerField(null=True, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period until"))
    total = models.DecimalField(_("total"), max_digits=10, decimal_places=2, default=0)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrects"),
    )
    issuer: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    recipient: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    pdf = models.FileField(_("PDF"), upload_to="documents/%Y/", blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    xml = models.FileField(_("XML"), upload_to="documents/%Y/", blank=True)
    xml_sha256 = models.CharField(max_length=64, blank=True)
    vat_total = models.DecimalField(
        _("VAT, part of the total"), max_digits=10, decimal_places=2, default=0
    )
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            enum_constraint("document", "kind", DocumentKind),
            enum_constraint("document", "state", DocumentState),
            models.UniqueConstraint(
                fields=["series", "series_number"],
                condition=Q(state="issued"),
                name="document_series_once",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(number__isnull=False, issued_on__isnull=False),
                name="document_issued_is_numbered",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(kind="credit_note") | Q(corrects__isnull=False),
                name="credit_note_cites_its_document",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "state"], name="document_by_member"),
            models.Index(fields=["series", "-issued_on"], name="document_by_series"),
        ]

    def __str__(self) -> str:
        return self.number or str(_("Draft"))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.state == DocumentState.ISSUED:
            raise FrozenRow("issued documents are never deleted")
        return super().delete(*args, **kwargs)


class Line(models.Model):
    """One line of a document.

    `quantity` counts months on a monthly line of a subscription; `amount` includes VAT, and is negative where it
    credits. Its key says what it bills: (subscription, item, period_start) or (dues_period, item). A key is billed once
    only. It includes the `share` of a shared subscription, and the `offer_item` of a bundle billed by service.
    `advised_price` is the price that the offer advised, when its price is free. `is_correction` marks a later
    difference on a key that was billed already. `is_cancelled` marks a line, and the line that undid it, that no longer
    count as billed, so that the key may be billed again; it is the only value of an issued line that may still change,
    once.
    """

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
    share = models.ForeignKey(
        "subscriptions.Share", models.PROTECT, null=True, blank=True, related_name="lines"
    )
    offer_item = models.ForeignKey(
        "subscriptions.OfferItem", models.PROTECT, null=True, blank=True, related_name="lines"
    )
    advised_price = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    item = models.CharField(max_length=20, choices=LineItem.choices, default=LineItem.MONTHLY)
    dues_period = models.ForeignKey(
        "members.DuesPeriod", models.PROTECT, null=True, blank=True, related_name="lines"
    )
    is_correction = models.BooleanField(default=False)
    is_cancelled = models.BooleanField(default=False)
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("until"))

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["position", "pk"]
        constraints = [
            enum_constraint("line", "item", LineItem),
            # Coalesce: in a unique index, NULL differs from NULL, and lines without a share would never collide.
            models.UniqueConstraint(
                "subscription",
                "item",
                Coalesce("share", 0),
                Coalesce("offer_item", 0),
                "period_start",
                condition=Q(is_correction=False, is_cancelled=False, subscription__isnull=False),
                name="subscription_billed_once",
            ),
            # A set-up fee or a deposit is billed once, whatever the first day of its line.
            models.UniqueConstraint(
                "subscription",
                "item",
                Coalesce("share", 0),
                condition=Q(
                    is_correction=False,
                    is_cancelled=False,
                    item__in=["setup", "deposit"],
                    subscription__isnull=False,
                ),
                name="setup_billed_once",
            ),
            models.UniqueConstraint(
                fields=["dues_period", "item"],
                condition=Q(is_correction=False, is_cancelled=False, dues_period__isnull=False),
                name="dues_called_once",
            ),
        ]

    def __str__(self) -> str:
        return self.label
