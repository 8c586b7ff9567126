"""The collegial body: groups hold capabilities, seats give them to people for a while."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkingGroup(models.Model):
    """A working group (treasury, welcome, network, servers...), and the slugs of the capabilities its seats give."""

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    purpose = models.CharField(_("what it looks after"), max_length=250, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    capabilities: "models.JSONField[Any, Any]" = models.JSONField(_("capabilities"), default=list)

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SeatQuerySet(models.QuerySet["Seat"]):
    def in_force(self, day: date) -> "SeatQuerySet":
        """Seats held on that day (the end is exclusive)."""
        return self.filter(starts_on__lte=day, ends_on__gt=day)


class Seat(models.Model):
    """A person's place in a working group, from a day to a day (exclusive). Over before it began: both are equal."""

    group = models.ForeignKey(
        WorkingGroup, models.PROTECT, related_name="seats", verbose_name=_("group")
    )
    user = models.ForeignKey(
        "members.User", models.PROTECT, related_name="seats", verbose_name=_("person")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    given_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given by"),
    )

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            # Both days are equal when a seat is handed back on the day it starts.
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="seat_not_backwards"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.group}"
