"""Payments through Stripe: coin's attempts, Stripe's events about them, cards and accounts kept by Stripe, payouts."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import OnlineKind, OnlineState, StoredMeansKind
from coin.core.models.base import enum_constraint


class OnlinePayment(models.Model):
    """One attempt to be paid. `key` is its idempotency key: however often coin asks, Stripe takes the money once.

    `payment` is the row that its success made; `fee` is the part that Stripe kept. `refunded` is the amount sent back
    since, out of `refund_asked`. `disputed` is the amount that the member's bank took back at `disputed_at`; a person
    dealt with it at `dispute_seen_at`. `charge_on` is the day for which a charge was announced. `revision` counts the
    answers of Stripe that were written: an answer requested before another one was written is requested again.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="online_payments", verbose_name=_("member")
    )
    kind = models.CharField(_("for"), max_length=20, choices=OnlineKind.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=OnlineState.choices, default=OnlineState.OPEN
    )
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2, default=0)
    documents = models.ManyToManyField("billing.Document", related_name="online_payments")
    means = models.ForeignKey(
        "billing.StoredMeans", models.SET_NULL, null=True, blank=True, related_name="charges"
    )
    session_id = models.CharField(max_length=255, blank=True)
    intent_id = models.CharField(max_length=255, blank=True, db_index=True)
    charge_id = models.CharField(max_length=255, blank=True, db_index=True)
    payment = models.OneToOneField(
        "billing.Payment", models.PROTECT, null=True, blank=True, related_name="online"
    )
    fee = models.DecimalField(_("fee"), max_digits=10, decimal_places=2, default=0)
    refunded = models.DecimalField(_("refunded"), max_digits=10, decimal_places=2, default=0)
    refund_asked = models.DecimalField(
        _("to be refunded"), max_digits=10, decimal_places=2, default=0
    )
    disputed = models.DecimalField(_("taken back"), max_digits=10, decimal_places=2, default=0)
    disputed_at = models.DateTimeField(_("disputed"), null=True, blank=True)
    dispute_seen_at = models.DateTimeField(_("dispute dealt with"), null=True, blank=True)
    charge_on = models.DateField(_("charged on"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    error = models.CharField(_("error"), max_length=250, blank=True)
    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    class Meta:
        verbose_name = _("online payment")
        verbose_name_plural = _("online payments")
        ordering = ["-created_at", "-pk"]
        constraints = [
            enum_constraint("onlinepayment", "kind", OnlineKind),
            enum_constraint("onlinepayment", "state", OnlineState),
            models.UniqueConstraint(
                fields=["session_id"], condition=~Q(session_id=""), name="online_session_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount}, {self.get_state_display()}"


class StoredMeans(models.Model):
    """A card or a bank account that Stripe keeps for the member. coin knows its last four characters."""

    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="stored_means", verbose_name=_("member")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=StoredMeansKind.choices)
    customer_id = models.CharField(max_length=255)
    method_id = models.CharField(max_length=255, unique=True)
    mandate_id = models.CharField(max_length=255, blank=True)
    brand = models.CharField(_("card or bank"), max_length=60, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    is_on = models.BooleanField(_("in use"), default=True)
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        verbose_name = _("stored means of payment")
        verbose_name_plural = _("stored means of payment")
        ordering = ["-added_at", "-pk"]
        constraints = [
            enum_constraint("storedmeans", "kind", StoredMeansKind),
            models.UniqueConstraint(
                fields=["member"], condition=Q(is_on=True), name="one_stored_means_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand} ···· {self.last4}".strip()


class OnlineEvent(models.Model):
    """An event that Stripe sent: its identifier, its type and the object it is about.

    The object is read anew when the event is handled, so that the order in which events arrive does not matter.
    """

    event_id = models.CharField(max_length=255, unique=True)
    type = models.CharField(_("event"), max_length=80)
    object_id = models.CharField(max_length=255)
    created_at = models.DateTimeField(_("happened"))
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(_("error"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("event of an online payment")
        verbose_name_plural = _("events of online payments")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(handled_at=None), name="online_event_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class OnlinePayout(models.Model):
    """Money that Stripe sent to the association's bank account. Its entry is that of the bank's own line."""

    payout_id = models.CharField(max_length=255, unique=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    arrives_on = models.DateField(_("at the bank on"))
    state = models.CharField(_("state"), max_length=20)
    bank_line = models.OneToOneField(
        "billing.BankLine",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="online_payout",
        verbose_name=_("bank line"),
    )

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ["-arrives_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.amount}, {self.arrives_on}"
