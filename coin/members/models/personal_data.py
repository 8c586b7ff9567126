"""What members ask about their own data (GDPR art. 15, 17 and 20)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint
from coin.members.enums import ErasureState, ExportState


class DataExport(models.Model):
    """A zip of all that coin holds on a member: a worker makes it, its link downloads it until `expires_at`."""

    member = models.ForeignKey(
        "members.Member", models.CASCADE, related_name="exports", verbose_name=_("member")
    )
    asked_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("asked by")
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ExportState.choices, default=ExportState.WAITING
    )
    file = models.FileField(_("file"), upload_to="exports/", blank=True, max_length=200)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("copy of one's data")
        verbose_name_plural = _("copies of one's data")
        ordering = ["-asked_at"]
        constraints = [
            enum_constraint("dataexport", "state", ExportState),
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(state="waiting"),
                name="data_export_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_state_display()}"


class ErasureRequest(models.Model):
    """A member asks that their data go; within a month the volunteers erase it (an act of two) or say why not."""

    member = models.ForeignKey(
        "members.Member", models.CASCADE, related_name="erasures", verbose_name=_("member")
    )
    asked_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ErasureState.choices, default=ErasureState.REQUESTED
    )
    words = models.TextField(_("what the member says"), blank=True)
    answer = models.TextField(_("answer"), blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("request to be erased")
        verbose_name_plural = _("requests to be erased")
        ordering = ["-asked_at"]
        constraints = [
            enum_constraint("erasurerequest", "state", ErasureState),
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(state="requested"),
                name="erasure_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_state_display()}"
