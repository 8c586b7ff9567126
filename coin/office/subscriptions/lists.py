"""The rows of the lists of subscriptions and offers, with what their columns show, in one query each."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from coin.subscriptions.enums import LIVE_SUBSCRIPTIONS
from coin.subscriptions.models import Offer, Subscription
from coin.subscriptions.prices.pricing import with_prices


def subscriptions() -> QuerySet[Subscription]:
    """Subscriptions of members who are not archived, with their member, their offer and what their price depends on."""
    everyday = Subscription.objects.filter(member__archived_at=None)
    return with_prices(everyday.select_related("member", "offer"))


def offers() -> QuerySet[Offer]:
    """All offers, closed ones too, with `subscriptions_count` (their live subscriptions), and their `items` loaded."""
    live = Subscription.objects.filter(offer=OuterRef("pk"), state__in=LIVE_SUBSCRIPTIONS)
    return Offer.objects.annotate(
        subscriptions_count=_count(live.order_by().values("offer"))
    ).prefetch_related("items")


def _count(grouped: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(_one(grouped.annotate(it=Count("pk")), IntegerField()), 0)


def _one(grouped: QuerySet[Any, Any], kind: Any) -> Subquery:
    return Subquery(grouped.values("it"), output_field=kind)
