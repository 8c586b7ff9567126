"""Requests that members send to the volunteers about a subscription."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SharingRequest(models.Model):
    """A member asks that the cost of their subscription be shared; `words` say with whom, and how.

    The request waits for a volunteer and is deleted with the answer: only the journal remembers it.
    """

    subscription = models.OneToOneField(
        "subscriptions.Subscription",
        models.CASCADE,
        related_name="sharing_request",
        verbose_name=_("subscription"),
    )
    words = models.TextField(_("who with, and how"), max_length=2000)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    asked_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("request to share a line")
        verbose_name_plural = _("requests to share a line")
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return str(self.subscription)
