"""Taking slots back: history is closed, and the slot waits out its quarantine."""

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

    Raises NotHeld (409) when it was released before, InvalidInput for a moment to come or before it began.
    """
    now = timezone.now()
    pool = Pool.objects.select_for_update(no_key=True).get(pk=assignment.pool_id)
    stored = Assignment.objects.select_related("service__subscription__member").get(
        pk=assignment.pk
    )
    if stored.released_at is not None:
        raise NotHeld(_("%(address)s was released before.") % {"address": stored})
    moment = _moment(stored, at, now)
    Assignment.objects.filter(pk=stored.pk).update(released_at=moment)
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
    """Release all that the service holds; doing it twice changes nothing."""
    held = service.assignments.filter(released_at=None).select_related("pool")
    # The order in which assign_for locks the same pools, so that neither waits for the other.
    return [
        release(assignment, actor=actor)
        for assignment in held.order_by("pool__family", "pool__name", "slot")
    ]


def promote() -> int:
    """Make usable every slot whose quarantine has ended, merged with its free neighbours; how many intervals.

    No act of anybody: the journal has the release, which began the quarantine.
    """
    now = timezone.now()
    pools = Pool.objects.filter(free_intervals__usable_from__lte=now).distinct()
    return sum(_promote_in(pool, now) for pool in pools)


def _promote_in(pool: Pool, now: datetime) -> int:
    """In batches, so that whoever assigns meanwhile waits for one of them only."""
    total, batch = 0, BATCH
    while batch == BATCH:
        with transaction.atomic():
            Pool.objects.select_for_update(no_key=True).get(pk=pool.pk)
            batch = intervals.promote(pool, now, BATCH)
        total += batch
    return total
