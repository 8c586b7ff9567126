"""Dues: what members give to belong, at which rate, and the reminders of it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint
from coin.members.enums import Audience, PeriodKind, ReducedRateState


class DuesPlan(models.Model):
    """A kind of membership: its amounts, when its periods begin and end, and who may choose it.

    `months` counts for rolling periods; `starts_month` and `starts_day` for a year that begins on a fixed day.
    `reduced` is the least amount for members who were granted the reduced rate; None: the plan has no reduced rate.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    description = models.TextField(_("description"), blank=True)
    minimum = models.DecimalField(_("minimum"), max_digits=8, decimal_places=2)
    advised = models.DecimalField(_("advised amount"), max_digits=8, decimal_places=2)
    reduced = models.DecimalField(
        _("reduced rate"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    entry_fee = models.DecimalField(_("entry fee"), max_digits=8, decimal_places=2, default=0)
    period_kind = models.CharField(
        _("period"), max_length=20, choices=PeriodKind.choices, default=PeriodKind.ROLLING
    )
    months = models.PositiveSmallIntegerField(
        _("months covered"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    starts_month = models.PositiveSmallIntegerField(
        _("first month"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    starts_day = models.PositiveSmallIntegerField(
        _("first day"), default=1, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    audience = models.CharField(
        _("who may choose it"), max_length=20, choices=Audience.choices, default=Audience.EVERYONE
    )
    open_to_new = models.BooleanField(_("open to new members"), default=True)

    class Meta:
        verbose_name = _("dues plan")
        verbose_name_plural = _("dues plans")
        ordering = ["name"]
        constraints = [
            enum_constraint("duesplan", "period_kind", PeriodKind),
            enum_constraint("duesplan", "audience", Audience),
        ]

    def __str__(self) -> str:
        return self.name


class DuesPeriod(models.Model):
    """A membership from a day to a day (end exclusive), what is asked for it, and the day it was paid in full.

    `total` is asked: `amount` (the dues), `entry_fee` (the first time only) and `gift` (a free extra), in euros.
    """

    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="dues", verbose_name=_("member")
    )
    plan = models.ForeignKey(DuesPlan, models.PROTECT, verbose_name=_("plan"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    amount = models.DecimalField(_("amount"), max_digits=8, decimal_places=2)
    entry_fee = models.DecimalField(_("entry fee"), max_digits=8, decimal_places=2, default=0)
    gift = models.DecimalField(_("gift"), max_digits=8, decimal_places=2, default=0)
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
            models.CheckConstraint(
                condition=models.Q(entry_fee__gte=0, gift__gte=0), name="dues_extras_not_negative"
            ),
            models.UniqueConstraint(fields=["member", "starts_on"], name="dues_once_per_start"),
        ]
        indexes = [models.Index(fields=["member", "ends_on"], name="dues_by_end")]

    def __str__(self) -> str:
        last = self.ends_on - timedelta(days=1)
        return f"{self.member}, {date_format(self.starts_on)} – {date_format(last)}"

    @property
    def total(self) -> Decimal:
        """All that is asked for this period, in euros."""
        return self.amount + self.entry_fee + self.gift


class ReducedRateQuerySet(models.QuerySet["ReducedRate"]):
    def in_force(self, day: date) -> "ReducedRateQuerySet":
        """Rates granted for that day (the end is exclusive)."""
        granted = self.filter(state=ReducedRateState.GRANTED)
        return granted.filter(starts_on__lte=day, ends_on__gt=day)


class ReducedRate(models.Model):
    """A member asks to pay the reduced rate; a volunteer grants it from a day to a day, or declines."""

    member = models.ForeignKey(
        "members.Member", models.CASCADE, related_name="reduced_rates", verbose_name=_("member")
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=ReducedRateState.choices,
        default=ReducedRateState.REQUESTED,
    )
    words = models.TextField(_("what the member says"), blank=True)
    answer = models.TextField(_("answer"), blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    decided_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    objects = ReducedRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("reduced rate")
        verbose_name_plural = _("reduced rates")
        ordering = ["-asked_at"]
        constraints = [
            enum_constraint("reducedrate", "state", ReducedRateState),
            models.CheckConstraint(
                condition=~models.Q(state="granted")
                | models.Q(starts_on__isnull=False, ends_on__gt=models.F("starts_on")),
                name="reduced_rate_has_an_end",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(state="requested"),
                name="reduced_rate_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_state_display()}"


class ReminderStep(models.Model):
    """A mail of the schedule: `days` before (negative) or after the day until which the member is up to date.

    The subject and the text are the volunteers' own; where they are empty, the mail has coin's. `is_on`: the step is
    part of the schedule.
    """

    name = models.CharField(_("name"), max_length=80)
    days = models.SmallIntegerField(_("days after the dues end (before: negative)"), unique=True)
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    text = models.TextField(_("text"), blank=True)
    is_on = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("dues reminder")
        verbose_name_plural = _("dues reminders")
        ordering = ["days"]

    def __str__(self) -> str:
        return self.name


class Reminder(models.Model):
    """One step of the schedule that was sent to a member, once, about the dues that end (or ended) on `about`."""

    member = models.ForeignKey(
        "members.Member", models.CASCADE, related_name="reminders", verbose_name=_("member")
    )
    step = models.ForeignKey(ReminderStep, models.PROTECT, related_name="sent")
    about = models.DateField(_("dues until"))
    mail = models.ForeignKey("core.Mail", models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("reminder sent")
        verbose_name_plural = _("reminders sent")
        constraints = [
            models.UniqueConstraint(fields=["member", "step", "about"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.step}"
