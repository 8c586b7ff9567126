"""Helpers shared by the tests of all retention rules."""

from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from coin.core import guards
from coin.core.retention import get
from coin.core.retention_job import apply_to, rows_of

LEFT = date(2020, 3, 15)


def is_due(slug: str, row: Any, today: date) -> bool:
    """Whether a rule would erase a row on that day."""
    return get(slug).rows(today).filter(pk=row.pk).exists()


def apply(slug: str, today: date) -> int:
    """Apply one rule on one day, as the job does; returns how many rows it erased."""
    rule = get(slug)
    pks = list(rule.rows(today).values_list("pk", flat=True))
    if not pks:
        return 0
    with guards.retention():  # the triggers refuse to delete guarded rows otherwise
        return apply_to(rule, rows_of(rule.rows(today).model, pks))


def assert_boundary(slug: str, row: Any, start: date = LEFT, *, instant: bool = False) -> date:
    """Assert that the row is kept until the day when the rule's months are over, and is due on it; returns that day.

    With `instant`, the months begin in the middle of the day `start`: the row is due a day later, never a minute too
    soon.
    """
    day = start + relativedelta(months=get(slug).months_here) + timedelta(days=int(instant))
    assert not is_due(slug, row, day - timedelta(days=1)), f"{slug}: gone a day too soon"
    assert is_due(slug, row, day), f"{slug}: kept too long"
    return day
