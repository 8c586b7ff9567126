"""“I am on it”."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WorkClaim(models.Model):
    """Somebody took a line of the work board. `key` is the line's own; the claim goes when the line is done."""

    key = models.CharField(max_length=200, unique=True)
    user: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("taken by")
    )
    taken_at = models.DateTimeField(_("taken"), default=timezone.now)

    class Meta:
        verbose_name = _("work taken")

    def __str__(self) -> str:
        return str(_("a line of the work board"))
