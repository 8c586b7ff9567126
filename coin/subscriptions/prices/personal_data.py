"""What this room holds on what a member pays: the prices of their subscriptions in time, suspensions, shares."""

from typing import Any

from django.utils.translation import gettext_lazy

from coin.core.personal_data import Part, holds
from coin.members.data.personal_data import LEFT_OUT, plain
from coin.members.models import Member
from coin.subscriptions.models import Share, Subscription
from coin.subscriptions.prices import pricing

OURS = LEFT_OUT | {"subscription", "set_by", "split"}


@holds(
    "prices", gettext_lazy("The prices of your subscriptions, and your shares of those you share")
)
def _prices(member: Member) -> Part:
    """Of others who share a line, only how many parts there are is told."""
    held = pricing.with_prices(member.subscriptions.select_related("offer")).order_by("pk")
    shares = member.shares.select_related("split__subscription__offer").order_by("pk")
    data = {
        "subscriptions": [_subscription(one) for one in held],
        "shares": [_share(one) for one in shares],
    }
    return Part(data)


def _subscription(one: Subscription) -> dict[str, Any]:
    return {
        "offer": one.offer.name,
        "prices": [plain(price, without=OURS) for price in one.prices.all()],
        "suspensions": [plain(row, without=OURS) for row in one.suspensions.all()],
        "splits": [_split(split) for split in one.splits.all()],
    }


def _split(split: Any) -> dict[str, Any]:
    return plain(split, without=OURS) | {"shares": len(split.shares.all())}


def _share(share: Share) -> dict[str, Any]:
    split = share.split
    whose = {"offer": split.subscription.offer.name, "starts_on": split.starts_on}
    return whose | plain(share, without=OURS)
