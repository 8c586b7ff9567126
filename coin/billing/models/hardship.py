"""Members without money: payment plans asked for and agreed on, reminders of documents, suspensions put off."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import DocumentKind, PlanState, ReminderTone
from coin.core.models.base import enum_constraint


class PaymentPlan(models.Model):
    """Documents that a member pays in instalments.

    While the plan is under way, its documents are not late, no reminder is sent about them, and no service is suspended
    for them.
    """

    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="payment_plans", verbose_name=_("member")
    )
    state = models.CharField(
        _("state"), max_length=20, choices=PlanState.choices, default=PlanState.AGREED
    )
    documents = models.ManyToManyField(
        "billing.Document", related_name="payment_plans", verbose_name=_("documents")
    )
    agreed_on = models.DateField(_("agreed on"))
    agreed_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreed with"),
    )
    note = models.CharField(_("note"), max_length=250, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    end_reason = models.CharField(_("why it was given up"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("payment plan")
        verbose_name_plural = _("payment plans")
        ordering = ["-agreed_on", "-pk"]
        constraints = [
            enum_constraint("paymentplan", "state", PlanState),
            models.UniqueConstraint(
                fields=["member"], condition=Q(state="agreed"), name="one_plan_under_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_state_display()}"


class Instalment(models.Model):
    """An amount to pay by a day. Payments go to the plan's documents as to any other: the paid part is derived.

    `reminded_at` is the instant of the only mail that told the member of this late instalment.
    """

    plan = models.ForeignKey(PaymentPlan, models.CASCADE, related_name="instalments")
    due_on = models.DateField(_("by"))
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "due_on"], name="one_instalment_a_day"),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="instalment_is_more_than_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount}, {self.due_on}"


class PlanRequest(models.Model):
    """A member asks in the portal for a payment plan; a volunteer answers, by a plan or in words."""

    member = models.ForeignKey(
        "members.Member", models.CASCADE, related_name="plan_requests", verbose_name=_("member")
    )
    words = models.TextField(_("what the member says"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    plan = models.ForeignKey(
        PaymentPlan, models.SET_NULL, null=True, blank=True, related_name="requests"
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("request for a payment plan")
        verbose_name_plural = _("requests for payment plans")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(answered_at=None), name="plan_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}, {date_format(self.asked_at)}"


class SuspensionPause(models.Model):
    """A volunteer's “not now”: no suspension is proposed for this member before `until`."""

    member = models.ForeignKey(
        "members.Member", models.CASCADE, related_name="suspension_pauses", verbose_name=_("member")
    )
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=250)
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)
    decided_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("suspension put off")
        verbose_name_plural = _("suspensions put off")
        ordering = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.member}, {date_format(self.until)}"


class DocumentReminderStep(models.Model):
    """A mail of the schedule of one kind of documents, `days` after their due day. Empty words stand for coin's own."""

    kind = models.CharField(_("documents"), max_length=20, choices=DocumentKind.choices)
    tone = models.CharField(_("tone"), max_length=20, choices=ReminderTone.choices)
    days = models.PositiveSmallIntegerField(_("days late"))
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    text = models.TextField(_("text"), blank=True)
    is_on = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("reminder of unpaid documents")
        verbose_name_plural = _("reminders of unpaid documents")
        ordering = ["kind", "days"]
        constraints = [
            enum_constraint("documentreminderstep", "kind", DocumentKind),
            enum_constraint("documentreminderstep", "tone", ReminderTone),
            models.UniqueConstraint(fields=["kind", "tone"], name="one_step_a_tone"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_tone_display()}"


class DocumentReminder(models.Model):
    """The record that a member was sent one step about one document. A step is sent once per document."""

    document = models.ForeignKey("billing.Document", models.CASCADE, related_name="reminders")
    step = models.ForeignKey(DocumentReminderStep, models.PROTECT, related_name="sent")
    mail = models.ForeignKey("core.Mail", models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("reminder of a document")
        verbose_name_plural = _("reminders of documents")
        constraints = [
            models.UniqueConstraint(fields=["document", "step"], name="document_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.step}"
