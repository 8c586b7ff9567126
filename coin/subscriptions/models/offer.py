"""What the association offers."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint
from coin.subscriptions.enums import Technology


class Offer(models.Model):
    """Something to subscribe to: at a monthly price, or a free one from `minimum`, `monthly_price` being advised."""

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)
    technology = models.CharField(_("technology"), max_length=20, choices=Technology.choices)
    monthly_price = models.DecimalField(_("monthly price"), max_digits=8, decimal_places=2)
    minimum = models.DecimalField(
        _("least monthly price (free price)"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    setup_fee = models.DecimalField(_("set-up fee"), max_digits=8, decimal_places=2, default=0)
    open_to_new = models.BooleanField(_("open to new subscriptions"), default=True)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["name"]
        constraints = [
            enum_constraint("offer", "technology", Technology),
            models.CheckConstraint(
                condition=models.Q(monthly_price__gte=0, setup_fee__gte=0),
                name="offer_prices_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_free_price(self) -> bool:
        return self.minimum is not None


class OfferItem(models.Model):
    """One service that the offer holds; a bundle holds several. `service_type` is a slug of the registry."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="items", verbose_name=_("offer"))
    service_type = models.SlugField(_("service type"))
    label = models.CharField(_("label"), max_length=100)
    parameters: "models.JSONField[Any, Any]" = models.JSONField(
        _("parameters"), default=dict, blank=True
    )

    class Meta:
        verbose_name = _("offer item")
        verbose_name_plural = _("offer items")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.offer}: {self.label}"
