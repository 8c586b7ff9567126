from django.db import models
from django.utils.translation import gettext_lazy as _


class Technology(models.TextChoices):
    """The kind of an offer, by the federation's word where there is one (isp.json: dsl, ftth, wifi, vpn, cube)."""

    DSL = "dsl", _("DSL line")
    FTTH = "ftth", _("Fibre to the home")
    WIFI = "wifi", _("Radio link")
    VPN = "vpn", _("VPN")
    CUBE = "cube", _("Internet cube")
    VM = "vm", _("Virtual machine")
    HOUSING = "housing", _("Housing")
    MAIL = "mail", _("Mail")
    STORAGE = "storage", _("Storage")
    VOIP = "voip", _("Telephony")
    TOOLS = "tools", _("Tools for organisations")


INTERNET_ACCESS = (
    Technology.DSL,
    Technology.FTTH,
    Technology.WIFI,
    Technology.VPN,
    Technology.CUBE,
)


class SubscriptionState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    ACCEPTED = "accepted", _("Being set up")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended")
    REFUSED = "refused", _("Refused")


class ServiceState(models.TextChoices):
    """Where a service stands.

    PENDING: promised, not yet working; the engine or a volunteer confirms it, and it becomes ACTIVE. SUSPENDED: it
    keeps its addresses and login, and the servers need not make it work. ENDED: it holds nothing any more.
    """

    PENDING = "pending", _("Being set up")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended")


class Term(models.TextChoices):
    """How many months a price is billed for at once."""

    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every three months")
    YEARLY = "yearly", _("Every year")


TERM_MONTHS = {Term.MONTHLY: 1, Term.QUARTERLY: 3, Term.YEARLY: 12}


class SplitMode(models.TextChoices):
    """How the members of a shared line split its cost."""

    PARTS = "parts", _("Parts")
    AMOUNTS = "amounts", _("Amounts")


# A live subscription or service was accepted and has not ended: it still holds its addresses and its login.
LIVE_SUBSCRIPTIONS = (
    SubscriptionState.ACCEPTED,
    SubscriptionState.ACTIVE,
    SubscriptionState.SUSPENDED,
)
LIVE_SERVICES = (ServiceState.PENDING, ServiceState.ACTIVE, ServiceState.SUSPENDED)
# What the servers must make work: a suspended service stays live, and is not wanted.
WANTED_SERVICES = (ServiceState.PENDING, ServiceState.ACTIVE)
