"""Many processes ask for hundreds of addresses at once."""

from pathlib import Path

import pytest
from django.db import connection

from coin.core.models import AuditEntry
from coin.network.models import Assignment, FreeInterval
from coin.network.pools.services import create_pool
from tests.core.processes import at_once, shared_database
from tests.factories.subscriptions import ServiceFactory

EACH = 25
BEFORE = """
import sys
from coin.network.models import Pool
from coin.network.assignments.assigning import assign
from coin.subscriptions.models import Service
"""
ASSIGN = f"""
pool, service = Pool.objects.get(pk=sys.argv[1]), Service.objects.get(pk=sys.argv[2])
together()
for _slot in range({EACH}):
    print(assign(pool, service, actor=None).slot)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("processes", [8, pytest.param(24, marks=pytest.mark.slow)])
def test_no_slot_is_given_twice_and_none_is_left_out(tmp_path: Path, processes: int) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the tests' SQLite lives in the memory of one process")
    pool = create_pool(actor=None, name="busy", prefix="10.0.0.0/16", slot_length=32, use="vpn")
    service = ServiceFactory.create()
    given = at_once(
        BEFORE,
        ASSIGN,
        [[pool.pk, service.pk]] * processes,
        DATABASE_URL=shared_database(tmp_path),
        COIN_STATE_DIR=str(tmp_path),
    )
    expected = list(range(2, 2 + processes * EACH))
    assert sorted(int(slot) for slots in given for slot in slots.split()) == expected
    assert list(Assignment.objects.order_by("slot").values_list("slot", flat=True)) == expected
    assert AuditEntry.objects.filter(action="network.assigned").count() == len(expected)
    interval = FreeInterval.objects.get()
    assert (interval.low, interval.high) == (expected[-1] + 1, 65534)
