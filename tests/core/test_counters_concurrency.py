"""Four processes take numbers of one series at once, and give a fifth of them back."""

from pathlib import Path

import pytest

from tests.core.processes import shared_database, start_python

PROCESSES = 4
TAKEN = 25
TAKER = f"""
import django
django.setup()
from django.db import transaction
from coin.core.counters import next_number
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
def test_no_number_is_lost_or_given_twice(tmp_path: Path) -> None:
    url = shared_database(tmp_path)
    takers = [
        start_python("-c", TAKER, DATABASE_URL=url, COIN_STATE_DIR=str(tmp_path))
        for _ in range(PROCESSES)
    ]
    numbers = [int(line) for taker in takers for line in taker.communicate(timeout=120)[0].split()]

    assert [taker.returncode for taker in takers] == [0] * PROCESSES
    assert sorted(numbers) == list(range(1, PROCESSES * TAKEN * 4 // 5 + 1))
