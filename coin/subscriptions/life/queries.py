"""Questions about subscriptions and services."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet

from coin.subscriptions import registry
from coin.subscriptions.enums import (
    INTERNET_ACCESS,
    LIVE_SERVICES,
    LIVE_SUBSCRIPTIONS,
    WANTED_SERVICES,
    SubscriptionState,
    Technology,
)
from coin.subscriptions.models import Service, Subscription


def live_services(service_type: str) -> "QuerySet[Service]":
    """Services of a type that may hold addresses and a login: PENDING, ACTIVE, SUSPENDED; with their member."""
    return _of_type(service_type).filter(state__in=LIVE_SERVICES)


def wanted_services(service_type: str) -> "QuerySet[Service]":
    """Services of a type that the servers must make work: PENDING, ACTIVE; with their member."""
    return _of_type(service_type).filter(state__in=WANTED_SERVICES)


def waiting_for_a_hand() -> "QuerySet[Service]":
    """Services whose last change a volunteer has yet to do and tick off, oldest first; with their member.

    Services of a type that no installed room knows are among them: no server will do them.
    """
    automated = [known.slug for known in registry.all_types() if not known.by_hand]
    behind = Service.objects.filter(applied_revision__lt=F("wanted_revision"))
    return _with_member(behind.exclude(service_type__in=automated)).order_by("changed_at", "pk")


def held_by_departed(day: date) -> "QuerySet[Subscription]":
    """Subscriptions still live although their member has left, or was excluded, by that day; with their member."""
    departed = Q(member__left_on__lte=day) | Q(member__excluded_on__lte=day)
    rows = Subscription.objects.filter(departed, state__in=LIVE_SUBSCRIPTIONS)
    return rows.select_related("member", "offer").order_by("pk")


def count_subscribers(technologies: Iterable[Technology] = INTERNET_ACCESS) -> int:
    """Members with an active subscription of one of these technologies (any internet access), each counted once."""
    active = Subscription.objects.filter(
        state=SubscriptionState.ACTIVE, offer__technology__in=list(technologies)
    )
    return active.order_by().values("member").distinct().count()


def _of_type(service_type: str) -> "QuerySet[Service]":
    return _with_member(Service.objects.filter(service_type=service_type))


def _with_member(rows: "QuerySet[Service]") -> "QuerySet[Service]":
    return rows.select_related("subscription__member", "subscription__offer").order_by("pk")
