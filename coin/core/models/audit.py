"""The journal's rows: each act, its author, their capacity and its subject."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import AppendOnly


class AuditEntry(AppendOnly):
    """One act. `changes` maps a field's name to [before, after]; secrets never stand in it.

    `member_number` is the member whose record the act touches, so that the member can be shown the act.
    """

    at = models.DateTimeField(_("when"), db_index=True)
    actor: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    actor_name = models.CharField(_("name then"), max_length=150, blank=True)
    capacity = models.CharField(_("capacity"), max_length=150, blank=True)
    action = models.CharField(_("act"), max_length=80, db_index=True)
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField(null=True)
    subject_label = models.CharField(_("subject"), max_length=250)
    member_number = models.PositiveIntegerField(null=True, blank=True)
    changes = models.JSONField(_("changes"), default=dict, blank=True)
    note = models.TextField(_("note"), blank=True)
    # When the retention job erased the words (names, changes, note); the facts and their seal stay.
    erased_at = models.DateTimeField(_("words erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_by_subject"),
            models.Index(fields=["member_number", "-at"], name="audit_by_member"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_label}"
