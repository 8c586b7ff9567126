"""Members who look alike and are not the same."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DistinctMembers(models.Model):
    """Somebody looked at these two members and found no duplicate: they are not suspected again.

    `first` has the lower primary key, so that a pair has one row at most.
    """

    first = models.ForeignKey("members.Member", models.CASCADE, related_name="+")
    second = models.ForeignKey("members.Member", models.CASCADE, related_name="+")
    said_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("members who are not the same")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="distinct_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
