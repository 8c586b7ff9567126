"""How full pools are, counted from their free intervals: a slot that is neither reserved nor in one is used."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from coin.network.models import FreeInterval, Pool


@dataclass(frozen=True)
class Usage:
    """How many slots a pool has in each state (`used`: held); they add up to `size`."""

    size: int
    reserved: int
    used: int
    free: int
    quarantined: int

    @property
    def percent_taken(self) -> int:
        """How many percent of the usable slots are used or in quarantine, rounded down."""
        usable = self.size - self.reserved
        return 100 * (usable - self.free) // usable


def usage(pools: Iterable[Pool]) -> dict[int, Usage]:
    """How full each pool is, by its primary key; one query for any number of pools."""
    pools, now = list(pools), timezone.now()
    rows = FreeInterval.objects.filter(pool__in=pools).values("pool").order_by("pool")
    sums = {
        row["pool"]: (int(row["free"]), int(row["quarantined"]))
        for row in rows.annotate(free=free_length(now), quarantined=quarantined_length(now))
    }
    return {pool.pk: _usage(pool, *sums.get(pool.pk, (0, 0))) for pool in pools}


def free_length(now: datetime) -> Coalesce:
    """Aggregate over intervals: how many slots are usable at `now`, those whose quarantine has ended included."""
    return _length(Q(usable_from=None) | Q(usable_from__lte=now))


def quarantined_length(now: datetime) -> Coalesce:
    """Aggregate over intervals: how many slots are in quarantine at `now`."""
    return _length(Q(usable_from__gt=now))


def _length(condition: Q) -> Coalesce:
    length = F("high") - F("low") + 1
    return Coalesce(Sum(length, filter=condition), 0, output_field=BigIntegerField())


def _usage(pool: Pool, free: int, quarantined: int) -> Usage:
    used = pool.usable_size - free - quarantined
    return Usage(pool.size, pool.size - pool.usable_size, used, free, quarantined)
