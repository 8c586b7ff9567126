"""Several processes seal the same journal at once, while others write in it."""

from pathlib import Path

import pytest
from django.db import transaction

from coin.core import audit
from coin.core.models import Association
from coin.members.actions import MEMBER_CHANGED
from tests.core.processes import FEW_OR_MANY, at_once, shared_database

WRITTEN = 20
BEFORE = """
from django.db import transaction
from coin.core import audit, chain
from coin.core.chain import sealing
from coin.core.models import Association
from coin.members.actions import MEMBER_CHANGED
sealing.BATCH = 7
"""
SEALER = f"""
sealed = 0
for turn in range({WRITTEN}):
    with transaction.atomic():
        audit.record(MEMBER_CHANGED, Association.current(), actor=None, note=str(turn))
    sealed += chain.seal_newest()
print(sealed + chain.seal())
"""
VERIFY = """
result = chain.verify()
print(result.ok, result.count)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("processes", FEW_OR_MANY)
def test_each_row_is_sealed_once_and_the_chain_is_one(tmp_path: Path, processes: int) -> None:
    Association.current()
    with transaction.atomic():
        for _row in range(50):
            audit.record(MEMBER_CHANGED, Association.current(), actor=None)
    shared = {"DATABASE_URL": shared_database(tmp_path), "COIN_STATE_DIR": str(tmp_path)}

    *counts, verified = at_once(BEFORE, SEALER, [[]] * processes, VERIFY, **shared)
    sealed = [int(count) for count in counts]

    assert sum(sealed) == 50 + processes * WRITTEN
    assert verified.split() == ["True", str(sum(sealed))]
