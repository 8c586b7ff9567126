"""The acts of two about online payments."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coin.billing.capabilities import ONLINE
from coin.billing.online.announcing import announce_charges
from coin.billing.online.refunding import ask_refund
from coin.core.sensitive import sensitive

CHARGE_MEANS = sensitive(
    "billing.charge_means",
    _("Charge the cards and accounts that members let be kept"),
    capability=ONLINE,
    do=announce_charges,
    url_of=lambda association: reverse("office:online-payments"),
)
REFUND_ONLINE = sensitive(
    "billing.refund_online",
    _("Refund an online payment"),
    capability=ONLINE,
    do=ask_refund,
    url_of=lambda attempt: reverse("office:online-payment", args=[attempt.pk]),
)
