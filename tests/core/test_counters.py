import pytest
from django.db import transaction

from coin.core.counters import next_number, raise_to


@pytest.mark.django_db
def test_a_series_starts_at_one_and_each_has_its_own() -> None:
    assert [next_number("a"), next_number("a"), next_number("b")] == [1, 2, 1]


@pytest.mark.django_db
def test_a_rollback_gives_the_number_back() -> None:
    next_number("a")
    with transaction.atomic():
        assert next_number("a") == 2
        transaction.set_rollback(True)
    assert next_number("a") == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_is_never_taken_outside_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        next_number("a")


@pytest.mark.django_db
def test_a_series_goes_on_after_numbers_from_elsewhere() -> None:
    raise_to("a", 41)
    raise_to("a", 7)
    assert next_number("a") == 42
