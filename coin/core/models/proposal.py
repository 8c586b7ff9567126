"""Proposals: sensitive acts that one person asks for and a second one confirms."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("Waits for a second person")
    DONE = "done", _("Done by two")
    EMERGENCY = "emergency", _("Done alone, in an emergency")
    ALONE = "alone", _("Done alone: nobody else could confirm it")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")
    EXPIRED = "expired", _("Not confirmed in time")


class Proposal(models.Model):
    """A sensitive act (coin.core.sensitive) that a person asked for and another confirms, or that one did alone.

    `arguments` are those of the act's function, beside its subject: plain values, never a secret. `answer` is the
    reason why the second person refused.
    """

    act = models.CharField(_("act"), max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField(null=True)
    subject_label = models.CharField(_("about"), max_length=250)
    arguments: "models.JSONField[Any, Any]" = models.JSONField(
        default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    # The primary keys of the users whom the act is about: they may neither ask for it nor confirm it.
    excluded: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    sentence = models.TextField(_("what will happen"))
    reason = models.TextField(_("reason"), blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=ProposalState.choices, default=ProposalState.WAITING
    )
    asked_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    expires_at = models.DateTimeField(_("until"))
    decided_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("act by two people")
        verbose_name_plural = _("acts by two people")
        ordering = ["-asked_at", "-pk"]
        constraints = [enum_constraint("proposal", "state", ProposalState)]
        indexes = [models.Index(fields=["state", "asked_at"], name="proposal_by_state")]

    def __str__(self) -> str:
        return self.sentence
