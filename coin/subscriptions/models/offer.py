"""What the association offers."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint
from coin.subscriptions.enums import Technology, Term


class Offer(models.Model):
    """Something to subscribe to, at a monthly price, or at a free price from `minimum` to `maximum` (without a maximum
    when it is None): `monthly_price` is then the one advised.

    Every price is for a month. The `term` says how many months are billed at once, before they begin or after they
    ended (`in_arrears`). During a suspension the `suspended_price` is asked, the whole price where it is None.
    `vat_rate` counts while the association is liable to VAT; None stands for its usual rate. Prices include VAT.
    """

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)
    technology = models.CharField(_("technology"), max_length=20, choices=Technology.choices)
    monthly_price = models.DecimalField(_("monthly price"), max_digits=8, decimal_places=2)
    minimum = models.DecimalField(
        _("least monthly price (free price)"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    maximum = models.DecimalField(
        _("highest monthly price (free price)"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
    )
    setup_fee = models.DecimalField(_("set-up fee"), max_digits=8, decimal_places=2, default=0)
    deposit = models.DecimalField(
        _("deposit, given back at the end"), max_digits=8, decimal_places=2, default=0
    )
    term = models.CharField(_("billed"), max_length=20, choices=Term.choices, default=Term.MONTHLY)
    in_arrears = models.BooleanField(_("billed after the period"), default=False)
    suspended_price = models.DecimalField(
        _("monthly price while suspended"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty: the whole price, the line or the place stays taken. 0: nothing."),
    )
    billed_by_item = models.BooleanField(_("one line for each of its services"), default=False)
    vat_rate = models.DecimalField(
        _("VAT rate"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    open_to_new = models.BooleanField(_("open to new subscriptions"), default=True)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["name"]
        constraints = [
            enum_constraint("offer", "technology", Technology),
            enum_constraint("offer", "term", Term),
            models.CheckConstraint(
                condition=models.Q(monthly_price__gte=0, setup_fee__gte=0, deposit__gte=0),
                name="offer_prices_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_free_price(self) -> bool:
        return self.minimum is not None


class OfferItem(models.Model):
    """One service of an offer; a bundle has several. `service_type` is a slug of the registry.

    `weight` is the service's part of the price where the offer is billed on one line for each service.
    """

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="items", verbose_name=_("offer"))
    service_type = models.SlugField(_("service type"))
    label = models.CharField(_("label"), max_length=100)
    weight = models.PositiveSmallIntegerField(_("part of the price"), default=1)
    parameters: "models.JSONField[Any, Any]" = models.JSONField(
        _("parameters"), default=dict, blank=True
    )

    class Meta:
        verbose_name = _("offer item")
        verbose_name_plural = _("offer items")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.offer}: {self.label}"
