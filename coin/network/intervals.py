"""The free slots of a pool, as intervals. Call these with the pool's row locked, and nowhere else.

Intervals and held slots part a pool exactly: every slot that is not reserved is in one interval or in one open
assignment. Usable intervals are merged with their neighbours, so the lowest free slot is one look-up in an index,
however many slots are used, quarantined or scattered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from coin.core.insert import insert
from coin.network.models import Assignment, FreeInterval, Pool

# As many ended quarantines as one assignment takes back by itself: its cost stays flat even when
# the periodic job was away while thousands of them ended.
PROMOTED_IN_PASSING = 8

# Was the slot held after the moment at which it is to be given? Then the periods would overlap.
_LOWEST = """
SELECT i.id, i.low, i.high,
  EXISTS (SELECT 1 FROM network_assignment a
          WHERE a.pool_id = i.pool_id AND a.slot = i.low AND a.released_at > %s),
  EXISTS (SELECT 1 FROM network_freeinterval q WHERE q.pool_id = i.pool_id AND q.usable_from <= %s)
FROM network_freeinterval i
WHERE i.pool_id = %s AND i.usable_from IS NULL
ORDER BY i.low LIMIT 1
"""


@dataclass(frozen=True)
class Candidate:
    """A free slot and the interval that holds it. `held_later`: its last holder had it after the moment."""

    interval: FreeInterval
    slot: int
    held_later: bool


def execute(sql: str, *parameters: Any) -> tuple[Any, ...] | None:
    """Run one statement without the ORM, which costs more than the statement; its first row when it has one."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone() if cursor.description else None


def lowest(pool: Pool, moment: datetime, now: datetime) -> Candidate | None:
    """The lowest usable slot, or None when the pool is full; takes back quarantines that ended, a few at a time."""
    found, ended = _lowest(pool, moment, now)
    if (ended or found is None) and promote(pool, now, PROMOTED_IN_PASSING):
        found, _ = _lowest(pool, moment, now)
    return found


def _lowest(pool: Pool, moment: datetime, now: datetime) -> tuple[Candidate | None, bool]:
    adapt = connection.ops.adapt_datetimefield_value
    row = execute(_LOWEST, adapt(moment), adapt(now), pool.pk)
    if row is None:
        return None, False
    pk, low, high, held_later, ended = row
    interval = FreeInterval(pk=pk, pool_id=pool.pk, low=low, high=high)
    return Candidate(interval, low, bool(held_later)), bool(ended)


def holding(pool: Pool, slot: int, moment: datetime) -> Candidate | None:
    """The interval that holds a chosen slot, in quarantine or not; None when somebody holds the slot."""
    at_or_below = FreeInterval.objects.filter(pool=pool, low__lte=slot).order_by("-low")
    interval = at_or_below.first()
    if interval is None or interval.high < slot:
        return None
    history = Assignment.objects.filter(pool=pool, slot=slot, released_at__gt=moment)
    return Candidate(interval, slot, history.exists())


def take(candidate: Candidate) -> None:
    """Remove the slot from its interval: it shrinks, splits or goes."""
    interval, slot = candidate.interval, candidate.slot
    if interval.low == interval.high:
        execute("DELETE FROM network_freeinterval WHERE id = %s", interval.pk)
    elif slot == interval.low:
        execute("UPDATE network_freeinterval SET low = %s WHERE id = %s", slot + 1, interval.pk)
    else:
        execute("UPDATE network_freeinterval SET high = %s WHERE id = %s", slot - 1, interval.pk)
        if slot < interval.high:
            _add(interval.pool_id, slot + 1, interval.high, interval.usable_from)


def give_back(pool_pk: int, slot: int, usable_from: datetime | None) -> None:
    """Make a slot free again: in quarantine until a moment, or usable at once and merged."""
    if usable_from is None:
        _merge(pool_pk, slot, slot)
    else:
        _add(pool_pk, slot, slot, usable_from)


def promote(pool: Pool, now: datetime, limit: int) -> int:
    """Make usable the intervals whose quarantine has ended, the oldest first, at most `limit`; how many."""
    ended = FreeInterval.objects.filter(pool=pool, usable_from__lte=now).order_by("usable_from")
    rows = list(ended[:limit])
    FreeInterval.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for low, high in _runs(rows):
        _merge(pool.pk, low, high)
    return len(rows)


def _runs(rows: Iterable[FreeInterval]) -> list[tuple[int, int]]:
    """Intervals joined with those of them that they touch."""
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
