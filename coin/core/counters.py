"""Series of numbers without a gap: each number is taken inside the transaction that uses it."""

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
    counter = Counter.objects.filter(name=name)
    # The first number of a series finds no row: two callers may both come here, and the UPDATE numbers them in turn.
    if not counter.update(value=models.F("value") + 1):
        Counter.objects.get_or_create(name=name)
        counter.update(value=models.F("value") + 1)
    return counter.values_list("value", flat=True).get()


def next_numbers(name: str, count: int) -> int:
    """Take the next `count` numbers of the series at once, and return the first of them.

    Raises TransactionManagementError outside a transaction, as `next_number` does.
    """
    last = next_number(name) + count - 1
    raise_to(name, last)
    return last - count + 1


def raise_to(name: str, value: int) -> None:
    """Make the series go on with `value` + 1, since `value` was given elsewhere. A series that is further stays."""
    Counter.objects.get_or_create(name=name)
    Counter.objects.filter(name=name, value__lt=value).update(value=value)
