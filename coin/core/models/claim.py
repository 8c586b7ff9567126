"""“I am on it”: who took a line of the work board."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WorkClaim(models.Model):
    """A person took a line of the work board. `key` is the line's key; the claim is deleted once the line is gone."""

    key = models.CharField(max_length=200, unique=True)
    user: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("taken by")
    )
    taken_at = models.DateTimeField(_("taken"), default=timezone.now)

    class Meta:
        verbose_name = _("work taken")

    def __str__(self) -> str:
        return str(_("a line of the work board"))
