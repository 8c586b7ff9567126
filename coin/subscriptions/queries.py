"""Questions about subscriptions and services."""

from collections.abc import Iterable

from django.db.models import F, QuerySet

from coin.subscriptions.enums import (
    INTERNET_ACCESS,
    LIVE_SERVICES,
    WANTED_SERVICES,
    SubscriptionState,
    Technology,
)
from coin.subscriptions.models import Service, Subscription


def live_services(service_type: str) -> "QuerySet[Service]":
    """Services of a type that hold something (addresses, a login): PENDING, ACTIVE, SUSPENDED; with their member."""
    return _of_type(service_type).filter(state__in=LIVE_SERVICES)


def wanted_services(service_type: str) -> "QuerySet[Service]":
    """Services of a type that the servers must make work: PENDING, ACTIVE; with their member."""
    return _of_type(service_type).filter(state__in=WANTED_SERVICES)


def waiting_services() -> "QuerySet[Service]":
    """Services of every type whose last change is not done yet, oldest first; with their member."""
    behind = Service.objects.filter(applied_revision__lt=F("wanted_revision"))
    return behind.select_related("subscription__member", "subscription__offer").order_by("pk")


def count_subscribers(technologies: Iterable[Technology] = INTERNET_ACCESS) -> int:
    """Members with an active subscription of one of these technologies (any internet access), each counted once."""
    active = Subscription.objects.filter(
        state=SubscriptionState.ACTIVE, offer__technology__in=list(technologies)
    )
    return active.order_by().values("member").distinct().count()


def _of_type(service_type: str) -> "QuerySet[Service]":
    rows = Service.objects.filter(service_type=service_type)
    return rows.select_related("subscription__member", "subscription__offer").order_by("pk")
