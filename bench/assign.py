"""Assigning an address in a /16 of which 0, 10,000 or 50,000 addresses are used, on both databases.

Value: `network.assignments.assigning.assign`, commit included. Floor: the same statements (the pool's lock, its
lowest interval, the assignment, the journal row and the member's number that stands in that row) as bare SQL on one
`connection.cursor()` in one transaction, without the ORM and without any rule.

Shapes: `contiguous`, the lowest slots are used; `holes`, used slots are scattered, and so a free interval lies
between almost any two; `quarantined`, as many slots again wait out a quarantine below the first free slot.
"""

import json
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from bench import DATABASES, Result, compare, on_database

if TYPE_CHECKING:
    from coin.members.models import User
    from coin.network.models import Pool
    from coin.subscriptions.models import Service

GOAL = 3.0
ROUNDS = 301
FILLS = [
    (0, "contiguous"),
    (10_000, "contiguous"),
    (10_000, "holes"),
    (10_000, "quarantined"),
    (50_000, "contiguous"),
    (50_000, "holes"),
]
CHUNK = 5_000
FLOOR = {
    "who": "SELECT member.number FROM subscriptions_service service"
    " JOIN subscriptions_subscription subscription ON subscription.id = service.subscription_id"
    " JOIN members_member member ON member.id = subscription.member_id WHERE service.id = %s",
    "lock": "SELECT is_open FROM network_pool WHERE id = %s{lock}",
    "lowest": "SELECT id, low, high FROM network_freeinterval"
    " WHERE pool_id = %s AND usable_from IS NULL ORDER BY low LIMIT 1",
    "shrink": "UPDATE network_freeinterval SET low = low + 1 WHERE id = %s",
    "use_up": "DELETE FROM network_freeinterval WHERE id = %s",
    "assign": "INSERT INTO network_assignment (pool_id, slot, service_id, assigned_at)"
    " VALUES (%s, %s, %s, %s) RETURNING id",
    "journal": "INSERT INTO core_auditentry (at, actor_id, actor_name, capacity, action, subject_type,"
    " subject_id, subject_label, member_number, changes, note)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
}


def run() -> Iterator[Result]:
    """Every fill of FILLS on both databases."""
    for kind in DATABASES:
        yield from on_database(kind, measure)


def measure(kind: str) -> Iterator[Result]:
    """Every fill of FILLS on this database, each in a pool of its own."""
    from coin.network.assignments.assigning import assign

    actor, service = _people()
    for number, (used, shape) in enumerate(FILLS):
        pool = _pool(number, used, shape, service)
        yield compare(
            f"assign {kind} /16 {used:,} used {shape if used else ''}".strip(),
            lambda: assign(pool, service, actor=actor),  # noqa: B023 (called before the next turn)
            _floor(kind, pool, service, actor),
            goal=GOAL,
            rounds=ROUNDS,
            warm_up=10,
        )


def _people() -> "tuple[User, Service]":
    from tests.factories import SeatFactory
    from tests.factories.subscriptions import ServiceFactory

    return SeatFactory.create().user, ServiceFactory.create()


def _pool(number: int, used: int, shape: str, service: "Service") -> "Pool":
    """A /16 with `used` slots assigned, written in bulk as the services would leave it."""
    from django.db import connection
    from django.utils import timezone

    from coin.network.models import Assignment, FreeInterval
    from coin.network.pools.services import create_pool

    pool = create_pool(
        actor=None, name=f"bench{number}", prefix=f"10.{number}.0.0/16", slot_length=32, use="vpn"
    )
    # The pool keeps its first two addresses and its last one for itself.
    first, last, now = 2, pool.size - 2, timezone.now()
    used_slots = _held(first, last, used, shape)
    waiting = (
        range(used_slots[-1] + 1, used_slots[-1] + 1 + used) if shape == "quarantined" else range(0)
    )
    assignments = [
        Assignment(pool=pool, slot=slot, service=service, assigned_at=now) for slot in used_slots
    ]
    Assignment.objects.bulk_create(assignments, batch_size=CHUNK)
    intervals = [
        FreeInterval(pool=pool, low=low, high=high)
        for low, high in _gaps(first, last, [*used_slots, *waiting])
    ]
    month = now + timedelta(days=30)
    intervals += [
        FreeInterval(pool=pool, low=slot, high=slot, usable_from=month) for slot in waiting
    ]
    FreeInterval.objects.filter(pool=pool).delete()
    FreeInterval.objects.bulk_create(intervals, batch_size=CHUNK)
    with connection.cursor() as cursor:
        # PostgreSQL's autovacuum does so after such a change; the bench cannot wait for it.
        cursor.execute("ANALYZE")
    return pool


def _held(first: int, last: int, used: int, shape: str) -> list[int]:
    if shape == "holes":
        return sorted(random.Random(1).sample(range(first, last + 1), used))
    return list(range(first, first + used))


def _gaps(first: int, last: int, taken: list[int]) -> Iterator[tuple[int, int]]:
    for before, after in pairwise([first - 1, *taken, last + 1]):
        if after - before > 1:
            yield before + 1, after - 1


def _floor(kind: str, pool: "Pool", service: "Service", actor: "User") -> Callable[[], None]:
    """A function that runs the bare statements of the floor, one after the other."""
    from django.db import connection
    from django.utils import timezone

    # SQLite locks the whole database when the transaction begins; PostgreSQL locks the pool's row alone.
    begin, lock = ("BEGIN IMMEDIATE", "") if kind == "sqlite" else ("BEGIN", " FOR NO KEY UPDATE")
    sql = {name: text.format(lock=lock) for name, text in FLOOR.items()}
    capacity, changes = actor.capacity, json.dumps({"service": [None, str(service)]})

    def assign() -> None:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(begin)
            cursor.execute(sql["lock"], (pool.pk,))
            cursor.execute(sql["who"], (service.pk,))
            (member,) = cursor.fetchone()
            cursor.execute(sql["lowest"], (pool.pk,))
            interval, low, high = cursor.fetchone()
            cursor.execute(sql["use_up" if low == high else "shrink"], (interval,))
            cursor.execute(sql["assign"], (pool.pk, low, service.pk, now))
            (pk,) = cursor.fetchone()
            about = ("network.assigned", "network.assignment", pk, "10.0.0.2", member, changes, "")
            cursor.execute(sql["journal"], (now, actor.pk, actor.name, capacity, *about))
            cursor.execute("COMMIT")

    return assign
