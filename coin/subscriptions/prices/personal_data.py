"""What this room holds on what a member pays: the prices of their subscriptions over time, suspensions, shares."""

from typing import Any

from django.utils.translation import gettext_lazy

from coin.core.personal_data import Part, holds
from coin.members.data.personal_data import LEFT_OUT, plain
from coin.members.models import Member
from coin.subscriptions.models import Share, Subscription
from coin.subscriptions.prices import pricing

# Columns that say nothing about the member.
OURS = LEFT_OUT | {"subscription", "set_by", "split"}


@holds(
    "prices", gettext_lazy("The prices of your subscriptions, and your shares of those you share")
)
def _prices(member: Member) -> Part:
    """Collect the prices, suspensions and splits of the member's subscriptions, and the member's own shares.

    Of the other members who share a line, only the number of shares is told, never who they are.
    """
    subscriptions = pricing.with_prices(member.subscriptions.select_related("offer")).order_by("pk")
    shares = member.shares.select_related("split__subscription__offer").order_by("pk")
    data = {
        "subscriptions": [_subscription(row) for row in subscriptions],
        "shares": [_share(row) for row in shares],
    }
    return Part(data)


def _subscription(subscription: Subscription) -> dict[str, Any]:
    return {
        "offer": subscription.offer.name,
        "prices": [plain(price, without=OURS) for price in subscription.prices.all()],
        "suspensions": [plain(row, without=OURS) for row in subscription.suspensions.all()],
        "splits": [_split(split) for split in subscription.splits.all()],
    }


def _split(split: Any) -> dict[str, Any]:
    return plain(split, without=OURS) | {"shares": len(split.shares.all())}


def _share(share: Share) -> dict[str, Any]:
    split = share.split
    whose = {"offer": split.subscription.offer.name, "starts_on": split.starts_on}
    return whose | plain(share, without=OURS)
