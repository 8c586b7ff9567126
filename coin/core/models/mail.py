"""The mails that coin writes and sends."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint


class MailState(models.TextChoices):
    WAITING = "waiting", _("Waiting to leave")
    SENDING = "sending", _("Leaving")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")


class Mail(models.Model):
    """One message to one address: written with the act that causes it, sent by a worker, tried again when it fails.

    `key` names a message that must be sent only once ("dues:42:2026-11-22:before-30"): a second mail of the same key
    is never written. `kind` is the slug of what the mail is about, `member_number` the member whom it concerns. The
    retention job deletes old mails.
    """

    kind = models.CharField(_("kind"), max_length=60, db_index=True)
    key = models.CharField(max_length=200, unique=True, null=True, blank=True)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    # [{"name": "convocation.pdf", "file": "path under MEDIA_ROOT", "type": "application/pdf"}]
    attachments: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    member_number = models.PositiveIntegerField(null=True, blank=True, db_index=True)
    state = models.CharField(
        _("state"), max_length=20, choices=MailState.choices, default=MailState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    error = models.TextField(_("error"), blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-pk"]
        constraints = [enum_constraint("mail", "state", MailState)]
        indexes = [models.Index(fields=["state", "next_try_at"], name="mail_to_send")]

    def __str__(self) -> str:
        return self.subject
