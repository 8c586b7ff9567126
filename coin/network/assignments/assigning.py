"""Assigning: a service is given a slot of a pool."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NoReturn

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import InvalidInput, NotFound
from coin.core.insert import insert
from coin.network import actions
from coin.network.errors import AddressTaken, NoPool, PoolClosed, PoolFull, ServiceEnded, words
from coin.network.models import Assignment, FreeInterval, Pool
from coin.network.pools import intervals
from coin.network.pools.intervals import Candidate, Reading
from coin.network.slots import chosen_slot
from coin.subscriptions.enums import ServiceState
from coin.subscriptions.models import Service


@transaction.atomic
def assign(
    pool: Pool,
    service: Service,
    *,
    actor: Any,
    address: str | None = None,
    at: datetime | None = None,
    forced: bool = False,
) -> Assignment:
    """Give `service` the lowest usable slot of `pool`, or the slot of `address`, from `at` (now).

    The assignment is saved and journaled. A chosen slot that is in quarantine is refused unless `forced`. Raises (409)
    PoolFull, PoolClosed, ServiceEnded, AddressTaken (held, in quarantine, or held after `at`); NotFound when the pool
    or the service was deleted; InvalidInput on `address` when it is no slot of the pool or a reserved one, on `at` when
    the moment is to come.
    """
    now = timezone.now()
    if at is not None and at > now:
        raise InvalidInput(_("An address is not given from a moment to come."), field="at")
    with connection.cursor() as cursor:
        # The lock covers one pool, so assignments in different pools never wait for each other.
        intervals.lock(cursor, pool)
        reading = _allowed(pool, intervals.read(cursor, pool, service, at or now, now))
        if address is None:
            candidate = reading.lowest or _refuse_full(pool)
        else:
            candidate = _chosen(pool, chosen_slot(pool, address), at or now, forced)
        assignment = Assignment(pool=pool, slot=candidate.slot, service=service)
        assignment.assigned_at = _starts(assignment, candidate, at, now)
        intervals.take(cursor, pool, candidate)
        insert(assignment, cursor)
    audit.record(
        actions.ASSIGNED,
        assignment,
        actor=actor,
        changes={"service": (None, str(service))},
        member_number=reading.member_number,
    )
    return assignment


def _allowed(pool: Pool, reading: Reading | None) -> Reading:
    if reading is None:
        raise NotFound(_("This pool or this service does not exist any more."))
    if not reading.is_open:
        raise PoolClosed(_("The pool %(pool)s takes no new address.") % {"pool": pool.name})
    if reading.service_state == ServiceState.ENDED:
        raise ServiceEnded(_("This service has ended: it can hold no address."))
    return reading


def _refuse_full(pool: Pool) -> NoReturn:
    waiting = FreeInterval.objects.filter(pool=pool).order_by("usable_from")
    raise PoolFull(pool, waiting.values_list("usable_from", flat=True).first())


def _chosen(pool: Pool, slot: int, moment: datetime, forced: bool) -> Candidate:
    candidate = intervals.holding(pool, slot, moment)
    if candidate is None:
        raise AddressTaken(_("%(address)s is held.") % {"address": pool.slot_label(slot)})
    usable_from = candidate.usable_from
    if usable_from is not None and usable_from > timezone.now() and not forced:
        raise AddressTaken(
            _("%(address)s is in quarantine until %(moment)s.")
            % {"address": pool.slot_label(slot), "moment": words(usable_from)}
        )
    return candidate


def _starts(
    assignment: Assignment, candidate: Candidate, at: datetime | None, now: datetime
) -> datetime:
    """The moment from which the slot is held: never before its last holder released it, even when the clocks of two
    machines disagree.
    """
    if not candidate.held_later:
        return at or now
    history = Assignment.objects.filter(pool=assignment.pool, slot=assignment.slot)
    until = history.order_by("-released_at").values_list("released_at", flat=True)[0]
    # A moment that the caller chose is refused, never moved: only "now" may slip to the last holder's end.
    if at is not None or until is None:
        raise AddressTaken(
            _("%(address)s was held until %(moment)s.")
            % {"address": assignment.address, "moment": words(until)}
        )
    return until


@transaction.atomic
def assign_for(service: Service, use: str, *, actor: Any) -> list[Assignment]:
    """Give `service` one slot of each address family that has an open pool for `use`, in the first pool with room.

    `use` is a pool's (a service type's slug). A slot that the service already holds for it stands for its family.
    Returns one assignment for each family, IPv4 first. Raises NoPool when no pool for `use` is open, PoolFull when no
    pool of a family has room, and the errors of `assign`.
    """
    pools = Pool.objects.filter(use=use, is_open=True)
    open_assignments = service.assignments.filter(released_at=None, pool__use=use).select_related(
        "pool"
    )
    by_family = {assignment.pool.family: assignment for assignment in open_assignments}
    assignments = [
        by_family.get(family) or _first_with_room(list(candidates), service, actor)
        for family, candidates in groupby(_with_room(pools), key=lambda pool: pool.family)
    ]
    if not assignments:
        raise NoPool(_("No open pool is for “%(use)s”: create one first.") % {"use": use})
    return assignments


def _with_room(pools: "Any") -> "Any":
    free = FreeInterval.objects.filter(pool=OuterRef("pk")).filter(
        Q(usable_from=None) | Q(usable_from__lte=timezone.now())
    )
    return pools.annotate(has_room=Exists(free)).order_by("family", "name")


def _first_with_room(pools: Sequence[Any], service: Service, actor: Any) -> Assignment:
    """Assign in the first pool with room. Another process may take the last slot after `_with_room` looked: then the
    next pool is tried.
    """
    for pool in pools:
        if pool.has_room:
            try:
                return assign(pool, service, actor=actor)
            except PoolFull:
                continue
    raise PoolFull(pools[-1])
