"""What was promised to a member, and the services that it is made of."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.models.base import enum_constraint
from coin.subscriptions.enums import ServiceState, SubscriptionState, Term


class Subscription(models.Model):
    """A member's subscription to an offer, at the price agreed. Billed from `active_on` to `ended_on` (exclusive).

    `monthly_price` is the price agreed when it was asked for; Price rows change it from a day, Suspension rows say
    when it is suspended, Split rows who pays. The deposit is given back on `deposit_back_on`.
    """

    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="subscriptions", verbose_name=_("member")
    )
    offer = models.ForeignKey("subscriptions.Offer", models.PROTECT, verbose_name=_("offer"))
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=SubscriptionState.choices,
        default=SubscriptionState.REQUESTED,
    )
    monthly_price = models.DecimalField(_("monthly price"), max_digits=8, decimal_places=2)
    setup_fee = models.DecimalField(_("set-up fee"), max_digits=8, decimal_places=2, default=0)
    deposit = models.DecimalField(_("deposit"), max_digits=8, decimal_places=2, default=0)
    deposit_back_on = models.DateField(_("deposit given back on"), null=True, blank=True)
    term = models.CharField(_("billed"), max_length=20, choices=Term.choices, default=Term.MONTHLY)
    in_arrears = models.BooleanField(_("billed after the period"), default=False)
    suspended_price = models.DecimalField(
        _("monthly price while suspended"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    active_on = models.DateField(_("works since"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    # The parameters asked for each item of the offer, by the item's pk as text; `accept` makes the services from them.
    requested_parameters: "models.JSONField[Any, Any]" = models.JSONField(
        default=dict, blank=True, editable=False, encoder=DjangoJSONEncoder
    )

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            enum_constraint("subscription", "state", SubscriptionState),
            enum_constraint("subscription", "term", Term),
            models.CheckConstraint(
                condition=models.Q(monthly_price__gte=0), name="subscription_price_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["state", "offer"], name="subscription_by_state")]

    def __str__(self) -> str:
        return f"{self.offer.name}, {self.member}"


class Service(models.Model):
    """One working thing of a subscription (a VPN, a line, a mailbox).

    `wanted_revision` goes up with each change that the servers must make, `changed_at` is when the last change was
    asked for, and `applied_revision` is the revision that the servers were last seen to hold. The two revisions differ
    while a change is on its way. `login` names the service on the servers (LDAP, RADIUS, OpenVPN).
    """

    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="services", verbose_name=_("subscription")
    )
    service_type = models.SlugField(_("service type"))
    label = models.CharField(_("label"), max_length=100)
    state = models.CharField(
        _("state"), max_length=20, choices=ServiceState.choices, default=ServiceState.PENDING
    )
    login = models.CharField(_("login"), max_length=31, unique=True, null=True, blank=True)
    parameters: "models.JSONField[Any, Any]" = models.JSONField(
        _("parameters"), default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    wanted_revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)
    applied_revision = models.PositiveIntegerField(default=0)
    active_on = models.DateField(_("works since"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["pk"]
        constraints = [enum_constraint("service", "state", ServiceState)]
        indexes = [models.Index(fields=["service_type", "state"], name="service_by_type")]

    def __str__(self) -> str:
        return f"{self.label} {self.login or ''}".strip()

    @property
    def is_applied(self) -> bool:
        """Whether the servers hold what is wanted."""
        return self.applied_revision >= self.wanted_revision
