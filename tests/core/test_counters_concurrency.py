"""Several processes take numbers of one series at once, and give a fifth of them back."""

from pathlib import Path

import pytest

from tests.core.processes import FEW_OR_MANY, at_once, shared_database

TAKEN = 25
BEFORE = """
from django.db import transaction
from coin.core.counters import next_number
"""
TAKER = f"""
for attempt in range({TAKEN}):
    try:
        with transaction.atomic():
            number = next_number("documents")
            if attempt % 5 == 0:
                raise ZeroDivisionError
        print(number)
    except ZeroDivisionError:
        pass
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("processes", FEW_OR_MANY)
def test_no_number_is_lost_or_given_twice(tmp_path: Path, processes: int) -> None:
    url = shared_database(tmp_path)
    printed = at_once(
        BEFORE, TAKER, [[]] * processes, DATABASE_URL=url, COIN_STATE_DIR=str(tmp_path)
    )
    numbers = [int(line) for lines in printed for line in lines.split()]

    assert sorted(numbers) == list(range(1, processes * TAKEN * 4 // 5 + 1))
