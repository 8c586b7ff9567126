"""Who held what, from when to when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from coin.members.models import Member
from coin.network.models import Assignment, Pool
from coin.network.slots import parse_address
from coin.subscriptions.models import Service


@dataclass(frozen=True)
class Holding:
    """A service, and so a member, held an address from `since` until `until` (None: still does)."""

    address: str
    service: Service
    member: Member
    since: datetime
    until: datetime | None


def who_had(address: str, at: datetime) -> list[Holding]:
    """Who held `address` at that moment: one holding at most for an address, any number for a prefix, by slot.

    An address inside a delegated prefix is answered with the holder of that prefix. The answer comes from an index,
    however long the history. Raises InvalidInput(field="address") when `address` is no address.
    """
    at_that_moment = _inside(address).filter(assigned_at__lte=at)
    return [
        _holding(assignment)
        for assignment in at_that_moment.filter(Q(released_at=None) | Q(released_at__gt=at))
    ]


def history_of_address(address: str) -> QuerySet[Assignment]:
    """Every assignment of an address, or inside a prefix, the last first. Raises InvalidInput(field="address")."""
    return _inside(address).order_by("-assigned_at", "pool", "slot")


def history_of_service(service: Service) -> QuerySet[Assignment]:
    """Every assignment a service had or has, the last first."""
    return service.assignments.select_related("pool").order_by("-assigned_at", "pool", "slot")


def _holding(assignment: Assignment) -> Holding:
    service = assignment.service
    return Holding(
        assignment.address,
        service,
        service.subscription.member,
        assignment.assigned_at,
        assignment.released_at,
    )


def _inside(address: str) -> QuerySet[Assignment]:
    """Every assignment, past or present, of the slots that an address or a prefix touches."""
    wanted = parse_address(address)
    slots = Q(pk__in=[])
    for pool in Pool.objects.filter(family=wanted.version):
        # A prefix may reach beyond the pool at both ends: only the slots that they share count.
        low = max(pool.slot_of(wanted[0]), 0)
        high = min(pool.slot_of(wanted[-1]), pool.size - 1)
        if low <= high:
            slots |= Q(pool=pool, slot__range=(low, high))
    assignments = Assignment.objects.filter(slots).order_by("pool", "slot")
    return assignments.select_related("pool", "service__subscription__member")


def current_of(services: Iterable[Service]) -> dict[int, list[Assignment]]:
    """The open assignments of each service, by the service's pk, IPv4 first; one query.

    A service that holds nothing is absent.
    """
    by_service: dict[int, list[Assignment]] = {}
    rows = Assignment.objects.filter(released_at=None, service__in=list(services))
    for assignment in rows.select_related("pool").order_by("pool__family", "pool__name", "slot"):
        by_service.setdefault(assignment.service_id, []).append(assignment)
    return by_service
