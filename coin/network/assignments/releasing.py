"""Releasing: the assignment is closed, and its slot waits out the pool's quarantine."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import InvalidInput
from coin.network import actions
from coin.network.errors import NotHeld
from coin.network.models import Assignment, Pool
from coin.network.pools import intervals
from coin.subscriptions.models import Service

BATCH = 100


@transaction.atomic
def release(assignment: Assignment, *, actor: Any, at: datetime | None = None) -> Assignment:
    """Close the assignment at `at` (now); the slot is free after the pool's quarantine, counted from then.

    Raises NotHeld (409) when the assignment was released before, InvalidInput on `at` when the moment is to come or
    lies before the assignment began.
    """
    now = timezone.now()
    # Lock first, read after: a second release of the same slot waits here, and then reads the first one's end.
    pool = Pool.objects.select_for_update(no_key=True).get(pk=assignment.pool_id)
    stored = Assignment.objects.select_related("service__subscription__member").get(
        pk=assignment.pk
    )
    if stored.released_at is not None:
        raise NotHeld(_("%(address)s was released before.") % {"address": stored})
    moment = _moment(stored, at, now)
    Assignment.objects.filter(pk=stored.pk).update(released_at=moment)
    # The quarantine runs from the release: one that was recorded late may have no quarantine left.
    usable_from = moment + timedelta(days=pool.quarantine_days)
    intervals.give_back(pool.pk, stored.slot, usable_from if usable_from > now else None)
    audit.record(
        actions.RELEASED,
        stored,
        actor=actor,
        changes={"service": (str(stored.service), None)},
        member_number=stored.service.subscription.member.number,
    )
    assignment.released_at = moment
    return assignment


def _moment(stored: Assignment, at: datetime | None, now: datetime) -> datetime:
    if at is None:
        return max(now, stored.assigned_at)  # another machine's clock may be a little ahead
    if at > now or at < stored.assigned_at:
        raise InvalidInput(
            _("An address is released between the moment it was given and now."), field="at"
        )
    return at


@transaction.atomic
def release_all(service: Service, *, actor: Any) -> list[Assignment]:
    """Release every slot that the service holds; returns the assignments closed. A second call changes nothing."""
    open_assignments = service.assignments.filter(released_at=None).select_related("pool")
    # assign_for locks the same pools in this order too, so the two never wait for each other in a circle.
    return [
        release(assignment, actor=actor)
        for assignment in open_assignments.order_by("pool__family", "pool__name", "slot")
    ]


def promote() -> int:
    """Make usable every slot whose quarantine has ended, merged with its free neighbours.

    Returns the number of intervals. Nothing is journaled: nobody acts here, and the journal already holds the release
    that began the quarantine.
    """
    now = timezone.now()
    pools = Pool.objects.filter(free_intervals__usable_from__lte=now).distinct()
    return sum(_promote_in(pool, now) for pool in pools)


def _promote_in(pool: Pool, now: datetime) -> int:
    """Promote in batches, each in a transaction of its own, so that an assignment waits for one batch at most."""
    total, batch = 0, BATCH
    while batch == BATCH:
        with transaction.atomic():
            Pool.objects.select_for_update(no_key=True).get(pk=pool.pk)
            batch = intervals.promote(pool, now, BATCH)
        total += batch
    return total
