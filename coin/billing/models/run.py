"""The billing run of a month and its progress, the documents of the run, and the documents that were mailed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import BillingRunState
from coin.core.models.base import enum_constraint


class BillingRun(models.Model):
    """One run that a person started: its step, its progress, its figures.

    `month` is its first day; `done` and `todo` count what the step has done, and has to do. A worker does the run; the
    next attempt finishes a run that was cut. `refused` holds `{"document", "member", "reason"}` for each document that
    could not be issued. The process that does the run writes `beaten_at` again and again, as a sign of life; `attempts`
    counts the processes that took the run up.
    """

    month = models.DateField(_("month"))
    state = models.CharField(
        _("state"), max_length=20, choices=BillingRunState.choices, default=BillingRunState.WAITING
    )
    started_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    beaten_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    by_mail = models.BooleanField(_("members are told by mail"), default=True)
    done = models.PositiveIntegerField(default=0)
    todo = models.PositiveIntegerField(default=0)
    issued = models.PositiveIntegerField(_("documents issued"), default=0)
    printed = models.PositiveIntegerField(_("PDFs made"), default=0)
    mailed = models.PositiveIntegerField(_("mails written"), default=0)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2, default=0)
    refused: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("billing run")
        verbose_name_plural = _("billing runs")
        ordering = ["-started_at", "-pk"]
        constraints = [
            enum_constraint("billingrun", "state", BillingRunState),
            # Two volunteers who start the run of a month at the same moment start a single run.
            models.UniqueConstraint(
                fields=["month"],
                condition=~models.Q(state__in=["done", "stopped"]),
                name="one_open_run_a_month",
            ),
        ]

    def __str__(self) -> str:
        return date_format(self.month, "F Y")

    @property
    def is_open(self) -> bool:
        return self.state not in (BillingRunState.DONE, BillingRunState.STOPPED)


class RunDocument(models.Model):
    """A document of a run: a draft that the run made or found for its month, to be issued, printed and mailed."""

    run = models.ForeignKey(BillingRun, models.CASCADE, related_name="entries")
    document = models.ForeignKey("billing.Document", models.CASCADE, related_name="run_entries")

    class Meta:
        verbose_name = _("document of a run")
        verbose_name_plural = _("documents of runs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "document"], name="document_once_a_run")
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.document}"


class DocumentMail(models.Model):
    """The record that a document was mailed to its member: one row per document, written with the mail.

    When a volunteer sends the document again, `mail` is the last mail.
    """

    document = models.OneToOneField(
        "billing.Document", models.CASCADE, related_name="mailing", verbose_name=_("document")
    )
    mail = models.ForeignKey("core.Mail", models.SET_NULL, null=True, blank=True, related_name="+")
    mailed_at = models.DateTimeField(_("mailed"), default=timezone.now)

    class Meta:
        verbose_name = _("document mailed")
        verbose_name_plural = _("documents mailed")

    def __str__(self) -> str:
        return str(self.document)
