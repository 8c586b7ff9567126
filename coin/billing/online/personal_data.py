"""The online payments of a member, and what Stripe keeps for them, for the copy of their data."""

from django.utils.translation import gettext_lazy

from coin.billing.models import OnlinePayment, StoredMeans
from coin.core.personal_data import Part, holds
from coin.members.models import Member

PAYMENT = (
    "created_at",
    "kind",
    "state",
    "amount",
    "paid_on",
    "refunded",
    "disputed_at",
    "error",
    "session_id",
    "intent_id",
    "charge_id",
)
MEANS = (
    "kind",
    "brand",
    "last4",
    "expires_on",
    "added_at",
    "removed_at",
    "customer_id",
    "method_id",
    "mandate_id",
)


@holds(
    "online",
    gettext_lazy("Your online payments, the card or account that Stripe keeps for you"),
)
def _online(member: Member) -> Part:
    """The member's online payments, and the cards and accounts that Stripe keeps or kept for them."""
    payments = OnlinePayment.objects.filter(member=member).order_by("created_at", "pk")
    means = StoredMeans.objects.filter(member=member).order_by("added_at", "pk")
    return Part(
        {"online_payments": list(payments.values(*PAYMENT)), "kept": list(means.values(*MEANS))}
    )
