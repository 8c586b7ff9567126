"""The rows of the office's lists, with what their columns show: one query each."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, DateField, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from coin.billing.balance.queries import with_balance
from coin.core.money import cents
from coin.members.models import DuesPeriod, Member
from coin.subscriptions.enums import LIVE_SERVICES, LIVE_SUBSCRIPTIONS
from coin.subscriptions.models import Offer, Service, Subscription
from coin.subscriptions.prices.pricing import with_prices


def members() -> QuerySet[Member]:
    """Members of every day: those who are not archived, with what `every_member` gives."""
    return every_member().filter(archived_at=None)


def every_member() -> QuerySet[Member]:
    """Members with their `standing`, `dues_until`, `plan`, `services_count` and `balance`, the archived ones too."""
    periods = DuesPeriod.objects.filter(member=OuterRef("pk"))
    paid = periods.filter(paid_on__isnull=False).order_by()
    live = Service.objects.filter(subscription__member=OuterRef("pk"), state__in=LIVE_SERVICES)
    rows = Member.objects.with_standing().annotate(
        dues_until=_one(paid.values("member").annotate(it=Max("ends_on")), DateField()),
        plan=Subquery(periods.order_by("-starts_on").values("plan__name")[:1]),
        services_count=_count(live.order_by().values("subscription__member")),
    )
    return with_balance(rows)


def subscriptions() -> QuerySet[Subscription]:
    """Subscriptions of members who are not archived, with their member, their offer and what their price is read of."""
    everyday = Subscription.objects.filter(member__archived_at=None)
    return with_prices(everyday.select_related("member", "offer"))


def offers() -> QuerySet[Offer]:
    """Offers with `subscriptions_count`, their subscriptions that live, and `items`."""
    live = Subscription.objects.filter(offer=OuterRef("pk"), state__in=LIVE_SUBSCRIPTIONS)
    return Offer.objects.annotate(
        subscriptions_count=_count(live.order_by().values("offer"))
    ).prefetch_related("items")


def _count(grouped: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(_one(grouped.annotate(it=Count("pk")), IntegerField()), 0)


def _one(grouped: QuerySet[Any, Any], kind: Any) -> Subquery:
    return Subquery(grouped.values("it"), output_field=kind)


def balance_of(member: Member) -> Decimal:
    """What a member read through `members()` owes."""
    return cents(member.balance)  # type: ignore[attr-defined]
