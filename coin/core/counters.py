"""Numbers in series without a gap: taken inside the transaction that uses them."""

from django.db import models, transaction

from coin.core.models.counter import Counter


def next_number(name: str) -> int:
    """The next number of the series, from 1. Raises TransactionManagementError outside a transaction.

    The UPDATE locks the series' row until the end of the caller's transaction: a rollback gives the number back,
    so the series has no gap, and two callers never get the same one.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "a number is taken inside the transaction that uses it"
        )
    mine = Counter.objects.filter(name=name)
    if not mine.update(value=models.F("value") + 1):
        Counter.objects.get_or_create(name=name)
        mine.update(value=models.F("value") + 1)
    return mine.values_list("value", flat=True).get()


def next_numbers(name: str, count: int) -> int:
    """The first of the next `count` numbers of the series, all taken at once. As `next_number` otherwise."""
    last = next_number(name) + count - 1
    raise_to(name, last)
    return last - count + 1


def raise_to(name: str, value: int) -> None:
    """Make the series go on after `value`, when it is not further yet (numbers that came from elsewhere)."""
    Counter.objects.get_or_create(name=name)
    Counter.objects.filter(name=name, value__lt=value).update(value=value)
