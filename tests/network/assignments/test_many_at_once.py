"""200 addresses asked for by 8 processes at once."""

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from coin.core.models import AuditEntry
from coin.network.models import Assignment, FreeInterval
from coin.network.pools.services import create_pool
from tests.factories.subscriptions import ServiceFactory

PROCESSES, EACH = 8, 25
ROOT = Path(__file__).resolve().parents[3]


def database_url() -> str:
    """The address of the database that the tests made."""
    place = {name: quote(str(value), safe="") for name, value in connection.settings_dict.items()}
    server = f"{place['HOST']}:{place['PORT']}" if place["PORT"] else place["HOST"]
    return f"postgresql://{place['USER']}:{place['PASSWORD']}@{server}/{place['NAME']}"


def start(pool_pk: int, service_pk: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.network.assignments.assign_worker",
            f"{pool_pk}",
            f"{service_pk}",
            f"{EACH}",
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "coin.settings",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.django_db(transaction=True)
def test_no_slot_is_given_twice_and_none_is_left_out() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the tests' SQLite lives in the memory of one process")
    pool = create_pool(actor=None, name="busy", prefix="10.0.0.0/16", slot_length=32, use="vpn")
    service = ServiceFactory.create()
    with ExitStack() as stack:
        workers = [stack.enter_context(start(pool.pk, service.pk)) for _ in range(PROCESSES)]
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
        given = [worker.communicate("go\n", timeout=120)[0] for worker in workers]
    expected = list(range(2, 2 + PROCESSES * EACH))
    assert sorted(int(slot) for slots in given for slot in slots.split()) == expected
    assert list(Assignment.objects.order_by("slot").values_list("slot", flat=True)) == expected
    assert AuditEntry.objects.filter(action="network.assigned").count() == len(expected)
    interval = FreeInterval.objects.get()
    assert (interval.low, interval.high) == (expected[-1] + 1, 65534)
