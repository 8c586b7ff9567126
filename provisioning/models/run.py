"""One run of a deployment, from request to end, and the lines that it said."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint
from provisioning.enums import RunKind, RunState


class Run(models.Model):
    """A run of a deployment. Its worker renews `heartbeat_at`; a run without a beat is LOST and asked for again.

    `worker` is `machine/process/token`; the token marks the processes that the run starts. `woken_at` is when a worker
    was last asked to take the run. `counts` holds ok, changed, failed, unreachable (sums over hosts); for LDAP also
    added, modified and deleted, of which changed is the sum.
    """

    deployment = models.ForeignKey("provisioning.Deployment", models.CASCADE, related_name="runs")
    kind = models.CharField(
        _("kind"), max_length=20, choices=RunKind.choices, default=RunKind.CONVERGE
    )
    state = models.CharField(
        _("state"), max_length=20, choices=RunState.choices, default=RunState.QUEUED
    )
    requested_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    requested_at = models.DateTimeField(_("asked"), default=timezone.now)
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    woken_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    cancel_asked_at = models.DateTimeField(_("cancel asked"), null=True, blank=True)
    worker = models.CharField(max_length=100, blank=True)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    revision = models.PositiveBigIntegerField(_("revision"), default=0)
    tasks_done = models.PositiveIntegerField(default=0)
    tasks_total = models.PositiveIntegerField(default=0)
    counts: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-pk"]
        constraints = [
            enum_constraint("run", "kind", RunKind),
            enum_constraint("run", "state", RunState),
            models.UniqueConstraint(
                fields=["deployment"], condition=Q(state="running"), name="one_run_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["deployment", "kind"],
                condition=Q(state="queued"),
                name="one_queued_run_of_a_kind",
            ),
        ]
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="run_by_heartbeat")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.deployment}"

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None


class RunLine(models.Model):
    """One line of a run: a task's result on a host, or a change in the directory. It is stored without secrets."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    host = models.CharField(max_length=80, blank=True)
    task = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=20)  # ok, changed, failed, unreachable, skipped, info
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="run_line_once")]

    def __str__(self) -> str:
        return f"{self.host} {self.task}: {self.status}"
