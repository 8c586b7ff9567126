"""What members give to belong."""

from datetime import timedelta

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class DuesPlan(models.Model):
    """A kind of membership: its least and its advised amount, and how many months it covers."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    minimum = models.DecimalField(_("minimum"), max_digits=8, decimal_places=2)
    advised = models.DecimalField(_("advised amount"), max_digits=8, decimal_places=2)
    months = models.PositiveSmallIntegerField(_("months covered"), default=12)
    open_to_new = models.BooleanField(_("open to new members"), default=True)

    class Meta:
        verbose_name = _("dues plan")
        verbose_name_plural = _("dues plans")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DuesPeriod(models.Model):
    """One member's membership from a day to a day (end exclusive), its amount, and the day it was paid in full."""

    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="dues", verbose_name=_("member")
    )
    plan = models.ForeignKey(DuesPlan, models.PROTECT, verbose_name=_("plan"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    amount = models.DecimalField(_("amount"), max_digits=8, decimal_places=2)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    class Meta:
        verbose_name = _("dues period")
        verbose_name_plural = _("dues periods")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="dues_have_days"
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="dues_not_negative"),
            models.UniqueConstraint(fields=["member", "starts_on"], name="dues_once_per_start"),
        ]
        indexes = [models.Index(fields=["member", "ends_on"], name="dues_by_end")]

    def __str__(self) -> str:
        last = self.ends_on - timedelta(days=1)
        return f"{self.member}, {date_format(self.starts_on)} – {date_format(last)}"
