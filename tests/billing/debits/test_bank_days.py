"""Days on which banks move money, against the European Central Bank's own calendar of 2026 and 2027."""

from datetime import date

import pytest

from coin.billing.debits.bank_days import is_bank_day, next_bank_day

CLOSED = [
    date(2026, 1, 1),
    date(2026, 4, 3),  # Good Friday
    date(2026, 4, 6),  # Easter Monday
    date(2026, 5, 1),
    date(2026, 12, 25),
    date(2027, 3, 26),  # Good Friday
    date(2027, 3, 29),  # Easter Monday
    date(2026, 11, 22),  # a Sunday
]


@pytest.mark.parametrize("day", CLOSED)
def test_closed(day: date) -> None:
    assert not is_bank_day(day)


@pytest.mark.parametrize("day", [date(2026, 5, 8), date(2026, 7, 14), date(2026, 11, 11)])
def test_a_french_holiday_is_a_day_like_another_for_banks(day: date) -> None:
    assert is_bank_day(day)


def test_the_next_day_is_past_the_whole_of_christmas() -> None:
    assert next_bank_day(date(2026, 12, 25)) == date(2026, 12, 28)
    assert next_bank_day(date(2026, 12, 28)) == date(2026, 12, 28)
