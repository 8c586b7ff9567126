"""Four processes seal the same journal at once, and others write in it meanwhile."""

import subprocess
from pathlib import Path

import pytest
from django.db import transaction

from coin.core import audit
from coin.core.models import Association
from coin.members.actions import MEMBER_CHANGED
from tests.core.processes import shared_database, start_python

PROCESSES = 4
WRITTEN = 20
SEALER = f"""
import django
django.setup()
from django.db import transaction
from coin.core import audit, chain
from coin.core.chain import sealing
from coin.core.models import Association
from coin.members.actions import MEMBER_CHANGED
sealing.BATCH = 7
sealed = 0
for turn in range({WRITTEN}):
    with transaction.atomic():
        audit.record(MEMBER_CHANGED, Association.current(), actor=None, note=str(turn))
    sealed += chain.seal_newest()
print(sealed + chain.seal())
"""
VERIFY = """
import django
django.setup()
from coin.core import chain
result = chain.verify()
print(result.ok, result.count)
"""


@pytest.mark.django_db(transaction=True)
def test_each_row_is_sealed_once_and_the_chain_is_one(tmp_path: Path) -> None:
    Association.current()
    with transaction.atomic():
        for _row in range(50):
            audit.record(MEMBER_CHANGED, Association.current(), actor=None)
    url = shared_database(tmp_path)

    sealers = [_start(SEALER, url, tmp_path) for _process in range(PROCESSES)]
    sealed = [int(one.communicate(timeout=120)[0]) for one in sealers]
    check = _start(VERIFY, url, tmp_path)

    assert [one.returncode for one in sealers] == [0] * PROCESSES
    assert sum(sealed) == 50 + PROCESSES * WRITTEN
    assert check.communicate(timeout=120)[0].split() == ["True", str(sum(sealed))]


def _start(code: str, url: str, state: Path) -> "subprocess.Popen[str]":
    return start_python("-c", code, DATABASE_URL=url, COIN_STATE_DIR=str(state))
