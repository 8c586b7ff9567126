"""The free slots of a pool, as intervals. Every function here expects its caller to hold the lock of the pool's row.

Intervals and held slots divide a pool exactly: every slot that is not reserved is in one interval or in one open
assignment. Usable intervals are merged with their neighbours, so the lowest free slot is one look-up in an index,
however many slots are used, quarantined or scattered.

What `assign` needs is plain SQL on one cursor: the ORM, or even a cursor for each statement, would cost more than
the statements do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.backends.utils import CursorWrapper

from coin.core.insert import insert
from coin.network.models import Assignment, FreeInterval, Pool
from coin.subscriptions.models import Service

# How many ended quarantines one assignment promotes by itself: few, so that its cost stays flat even when the periodic
# job was away while thousands of them ended.
PROMOTED_IN_PASSING = 8

# NO KEY: inserting a row that refers to the pool takes a key lock, and need not wait for this one.
_LOCK = "SELECT 1 FROM network_pool WHERE id = %s FOR NO KEY UPDATE"

# The pool, the service and its member. CROSS JOIN makes SQLite read the tables in this order, each by its primary key.
_WHO = """
CROSS JOIN subscriptions_service service
CROSS JOIN subscriptions_subscription subscription
CROSS JOIN members_member member
WHERE pool.id = %s AND service.id = %s
  AND subscription.id = service.subscription_id AND member.id = subscription.member_id
"""
_STATE = f"SELECT pool.is_open, service.state, member.number FROM network_pool pool {_WHO}"  # noqa: S608

# All that giving the lowest slot needs, in one statement; no row when no slot is usable. `held_later`: the slot was
# held after the moment from which it is to be given, so the two periods would overlap. `ended`: a quarantine has ended.
# LIMIT 1 rather than EXISTS, which PostgreSQL may answer by reading a whole table into a hash.
_LOWEST = f"""
SELECT pool.is_open, service.state, member.number, i.id, i.low, i.high,
  (SELECT a.released_at > %s FROM network_assignment a
   WHERE a.pool_id = i.pool_id AND a.slot = i.low ORDER BY a.assigned_at DESC LIMIT 1) AS held_later,
  (SELECT 1 FROM network_freeinterval q
   WHERE q.pool_id = i.pool_id AND q.usable_from <= %s ORDER BY q.usable_from LIMIT 1) AS ended
FROM network_freeinterval i CROSS JOIN network_pool pool {_WHO}
  AND i.pool_id = pool.id AND i.pool_id = %s AND i.usable_from IS NULL
ORDER BY i.low LIMIT 1
"""  # noqa: S608 (put together from constants)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A free slot and the interval that contains it.

    `held_later`: its last holder still had the slot after the moment from which it is to be given.
    """

    slot: int
    held_later: bool
    interval_pk: int
    low: int
    high: int
    usable_from: datetime | None = None


class Reading(NamedTuple):
    """The state of a locked pool and of the service that asks; `lowest` is None when the pool has no usable slot.

    `member_number` is that of the service's member.
    """

    is_open: bool
    service_state: str
    member_number: int
    lowest: Candidate | None


def lock(cursor: CursorWrapper, pool: Pool) -> None:
    """Lock the pool until the end of the transaction. SQLite has no row locks: its IMMEDIATE transactions queue."""
    if cursor.db.features.has_select_for_no_key_update:
        cursor.execute(_LOCK, (pool.pk,))


def read(
    cursor: CursorWrapper, pool: Pool, service: Service, moment: datetime, now: datetime
) -> Reading | None:
    """The pool's state with its lowest usable slot; None when the pool or the service is gone.

    `moment` is that from which the slot is to be given, `now` that at which quarantines end. Promotes a few of the
    quarantines that ended, if any, before it answers.
    """
    reading, ended = _read(cursor, pool, service, moment, now)
    # No usable slot, no row: whether a quarantine has ended is then unknown, and promote() finds out.
    if (ended or reading is None) and promote(pool, now, PROMOTED_IN_PASSING):
        reading, _ = _read(cursor, pool, service, moment, now)
    if reading is None:
        cursor.execute(_STATE, (pool.pk, service.pk))
        state = cursor.fetchone()
        reading = Reading(state[0], state[1], state[2], None) if state else None
    return reading


def _read(
    cursor: CursorWrapper, pool: Pool, service: Service, moment: datetime, now: datetime
) -> tuple[Reading | None, bool]:
    adapt = cursor.db.ops.adapt_datetimefield_value
    stored_now = adapt(now)
    # Mostly the two are one object: it is adapted once.
    stored_moment = stored_now if moment is now else adapt(moment)
    cursor.execute(_LOWEST, (stored_moment, stored_now, pool.pk, service.pk, pool.pk))
    row = cursor.fetchone()
    if row is None:
        return None, False
    is_open, state, number, pk, low, high, held_later, ended = row
    candidate = Candidate(low, bool(held_later), pk, low, high)
    return Reading(is_open, state, number, candidate), bool(ended)


def holding(pool: Pool, slot: int, moment: datetime) -> Candidate | None:
    """The free interval that contains a chosen slot, in quarantine or not; None when somebody holds the slot.

    `moment` is that from which the slot is to be given. Writes nothing.
    """
    at_or_below = FreeInterval.objects.filter(pool=pool, low__lte=slot).order_by("-low")
    interval = at_or_below.first()
    if interval is None or interval.high < slot:
        return None
    history = Assignment.objects.filter(pool=pool, slot=slot, released_at__gt=moment)
    return Candidate(
        slot, history.exists(), interval.pk, interval.low, interval.high, interval.usable_from
    )


def take(cursor: CursorWrapper, pool: Pool, candidate: Candidate) -> None:
    """Remove the candidate's slot from its interval, which shrinks, splits or disappears; makes no assignment."""
    slot, pk = candidate.slot, candidate.interval_pk
    if candidate.low == candidate.high:
        cursor.execute("DELETE FROM network_freeinterval WHERE id = %s", (pk,))
    elif slot == candidate.low:
        cursor.execute("UPDATE network_freeinterval SET low = %s WHERE id = %s", (slot + 1, pk))
    else:
        cursor.execute("UPDATE network_freeinterval SET high = %s WHERE id = %s", (slot - 1, pk))
        # The row keeps the slots below; those above get a row of their own, with the same quarantine.
        if slot < candidate.high:
            _add(pool.pk, slot + 1, candidate.high, candidate.usable_from)


def give_back(pool_pk: int, slot: int, usable_from: datetime | None) -> None:
    """Make a slot free again: in quarantine until a moment, or usable at once and merged."""
    if usable_from is None:
        _merge(pool_pk, slot, slot)
    else:
        _add(pool_pk, slot, slot, usable_from)


def promote(pool: Pool, now: datetime, limit: int) -> int:
    """Make usable at most `limit` intervals whose quarantine has ended, the oldest first; returns how many."""
    ended = FreeInterval.objects.filter(pool=pool, usable_from__lte=now).order_by("usable_from")
    rows = list(ended[:limit])
    FreeInterval.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for low, high in _runs(rows):
        _merge(pool.pk, low, high)
    return len(rows)


def _runs(rows: Iterable[FreeInterval]) -> list[tuple[int, int]]:
    """The intervals as (low, high), those that touch joined into one."""
    runs: list[tuple[int, int]] = []
    for row in sorted(rows, key=lambda row: row.low):
        if runs and runs[-1][1] == row.low - 1:
            runs[-1] = (runs[-1][0], row.high)
        else:
            runs.append((row.low, row.high))
    return runs


def _merge(pool_pk: int, low: int, high: int) -> None:
    """Add low..high to the usable slots, as one interval with the neighbours that touch it."""
    usable = FreeInterval.objects.filter(pool_id=pool_pk, usable_from=None)
    right = usable.filter(low=high + 1).first()
    if right is not None:
        right.delete()
        high = right.high
    left = usable.filter(low__lt=low).order_by("-low").first()
    if left is not None and left.high == low - 1:
        usable.filter(pk=left.pk).update(high=high)
    else:
        _add(pool_pk, low, high, None)


def _add(pool_pk: int, low: int, high: int, usable_from: datetime | None) -> None:
    insert(FreeInterval(pool_id=pool_pk, low=low, high=high, usable_from=usable_from))
