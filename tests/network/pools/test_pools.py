from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from coin.core.errors import InvalidInput
from coin.core.models import Association, AuditEntry
from coin.members.models import User
from coin.network.models import FreeInterval, Pool
from coin.network.pools.services import create_pool, edit_pool

POOL: dict[str, Any] = {"name": "New", "prefix": "198.51.100.0/24", "slot_length": 32, "use": "vpn"}


def test_a_pool_is_free_but_for_what_it_keeps(volunteer: Callable[..., User]) -> None:
    actor = volunteer()
    pool = create_pool(actor=actor, **POOL)
    interval = FreeInterval.objects.get(pool=pool)
    assert (interval.low, interval.high, interval.usable_from) == (2, 254, None)
    assert pool.quarantine_days == Association.current().quarantine_days
    entry = AuditEntry.objects.get(action="network.pool_created")
    assert (entry.actor, entry.subject_label) == (actor, "New (198.51.100.0/24)")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"prefix": "203.0.113.0/25"}, "prefix"),
        ({"prefix": "203.0.0.0/16"}, "prefix"),
        ({"prefix": "203.0.113.0/28"}, "prefix"),
        ({"name": "VPN"}, "name"),
        ({"name": ""}, "name"),
        ({"use": "not a slug"}, "use"),
        ({"slot_length": 16}, "slot_length"),
        ({"reserved_low": 200, "reserved_high": 56}, "reserved_low"),
        ({"reserved_low": -1}, "reserved_low"),
        ({"reserved_high": 2**31}, "reserved_high"),
        ({"quarantine_days": -1}, "quarantine_days"),
    ],
)
def test_what_a_pool_may_not_be(pool: Pool, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        create_pool(actor=None, **(POOL | values))
    assert refusal.value.field == field
    assert Pool.objects.count() == 1


def test_editing_writes_what_changed_once(pool: Pool) -> None:
    for _ in range(2):
        edit_pool(pool, actor=None, is_open=False, quarantine_days=30)
    pool.refresh_from_db()
    assert (pool.is_open, pool.quarantine_days) == (False, 30)
    entry = AuditEntry.objects.get(action="network.pool_changed")
    assert entry.changes == {"is_open": [True, False], "quarantine_days": [10, 30]}


def test_editing_refuses_a_name_that_is_taken(pool: Pool, pool_v6: Pool) -> None:
    with pytest.raises(InvalidInput) as refusal:
        edit_pool(pool, actor=None, name=pool_v6.name)
    assert refusal.value.field == "name"


def test_the_prefix_of_a_pool_never_changes(pool: Pool) -> None:
    with pytest.raises(TypeError, match="prefix"):
        edit_pool(pool, actor=None, prefix="192.0.2.0/24")


def test_postgresql_itself_keeps_pools_apart(pool: Pool) -> None:
    if connection.vendor != "postgresql":
        pytest.skip(
            "SQLite has no exclusion constraints: there the service alone keeps pools apart"
        )
    inside = Pool(name="Inside", prefix="203.0.113.8/30", family=4, slot_length=32, use="vpn")
    with pytest.raises(IntegrityError, match="pools_apart"), transaction.atomic():
        inside.save()
