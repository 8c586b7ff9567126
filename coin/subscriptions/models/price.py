"""What a subscription costs, from a day: its prices, the time it is suspended, and who pays which part."""

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint
from coin.subscriptions.enums import SplitMode


class Price(models.Model):
    """A monthly price from `starts_on`. With `ends_on` (exclusive) it is a reduced rate, after which the lasting price
    comes back by itself; without `ends_on` it is a lasting price, in force until the next lasting one.

    Before the first lasting row, the price is the subscription's own `monthly_price`, agreed when it was asked for.
    """

    subscription = models.ForeignKey(
        "subscriptions.Subscription",
        models.PROTECT,
        related_name="prices",
        verbose_name=_("subscription"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    monthly_price = models.DecimalField(_("monthly price"), max_digits=8, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    set_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("price of a subscription")
        verbose_name_plural = _("prices of subscriptions")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(monthly_price__gte=0), name="price_not_negative"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="price_has_days"
            ),
            models.UniqueConstraint(
                fields=["subscription", "starts_on"],
                condition=Q(ends_on=None),
                name="lasting_price_once",
            ),
            models.UniqueConstraint(
                fields=["subscription", "starts_on"],
                condition=Q(ends_on__isnull=False),
                name="reduced_price_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.monthly_price}, {date_format(self.starts_on)}"


class Suspension(models.Model):
    """Days on which a subscription is suspended. `ends_on` is exclusive, and None while the suspension lasts."""

    subscription = models.ForeignKey(
        "subscriptions.Subscription",
        models.PROTECT,
        related_name="suspensions",
        verbose_name=_("subscription"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="suspension_has_days",
            ),
            models.UniqueConstraint(
                fields=["subscription"], condition=Q(ends_on=None), name="suspended_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription}, {date_format(self.starts_on)}"


class Split(models.Model):
    """How the cost of a subscription is split from `starts_on` until the next split. A split without shares means that
    the subscription's member pays the whole, as before the first split."""

    subscription = models.ForeignKey(
        "subscriptions.Subscription",
        models.PROTECT,
        related_name="splits",
        verbose_name=_("subscription"),
    )
    starts_on = models.DateField(_("from"))
    mode = models.CharField(
        _("split by"), max_length=20, choices=SplitMode.choices, default=SplitMode.PARTS
    )
    note = models.CharField(_("note"), max_length=250, blank=True)
    told_at = models.DateTimeField(_("told to everyone"), null=True, blank=True)
    set_by: "models.ForeignKey[Any, Any]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("split of a subscription")
        verbose_name_plural = _("splits of subscriptions")
        ordering = ["starts_on"]
        constraints = [
            enum_constraint("split", "mode", SplitMode),
            models.UniqueConstraint(
                fields=["subscription", "starts_on"], name="subscription_split_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription}, {date_format(self.starts_on)}"


class Share(models.Model):
    """What one member pays of a split: `parts` of the sum of all parts (mode PARTS), or an `amount` in euros a month
    (mode AMOUNTS; the rest of the price falls to the subscription's own member)."""

    split = models.ForeignKey(Split, models.CASCADE, related_name="shares")
    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="shares", verbose_name=_("member")
    )
    parts = models.PositiveSmallIntegerField(
        _("parts"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    amount = models.DecimalField(
        _("amount a month"), max_digits=8, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["split", "member"], name="one_share_a_member"),
            models.CheckConstraint(
                condition=Q(parts__gte=1, amount=None) | Q(parts=None, amount__gte=0),
                name="share_is_parts_or_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.parts or self.amount}"
