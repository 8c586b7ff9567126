"""The nightly job applies every rule of retention, in order, in batches; each batch is a transaction of its own.

The job may be stopped at any moment and started again: erased rows are no longer due.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from coin.core import audit, guards
from coin.core.models import Association
from coin.core.retention import DATA_ERASED, Rule, rules

BATCH = 1000
Progress = Callable[[Rule, int], object]


def run(today: date, *, preview: bool = False, progress: Progress | None = None) -> dict[str, int]:
    """Apply every rule; returns how many rows each erased, by slug, in order. `preview` erases nothing, and counts.

    Rules that only ask a person are left out. `progress(rule, count)` is called after each batch, with how many rows
    it erased.
    """
    return {
        rule.slug: rule.rows(today).count() if preview else _apply(rule, today, progress)
        for rule in rules()
        if rule.erase is not None
    }


def waiting(today: date) -> dict[str, int]:
    """How many rows each rule finds due, by slug, including the rules that only ask a person. Erases nothing."""
    return {rule.slug: rule.rows(today).count() for rule in rules()}


def _apply(rule: Rule, today: date, progress: Progress | None) -> int:
    total = 0
    for batch in _batches(rule.rows(today)):
        with guards.retention():
            count = apply_to(rule, batch)
        total += count
        if progress:
            progress(rule, count)
    return total


def apply_to(rule: Rule, batch: "QuerySet[Any]") -> int:
    """Erase one batch and record it in the journal, in the caller's transaction; returns how many rows were erased.

    The caller opens the door of the guards. The journal gets the number alone, never the data, and nothing about a rule
    with `lasts`. A rule without `erase` erases nothing (0). Raises TransactionManagementError outside a transaction.
    """
    if rule.erase is None:
        return 0
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "what is erased is told in the same transaction"
        )
    count = rule.erase(batch)
    if count and rule.is_setting:
        changes = {rule.slug: (None, count)}
        audit.record(DATA_ERASED, Association.current(), actor=None, changes=changes)
    return count


def rows_of(model: Any, pks: list[Any]) -> "QuerySet[Any]":
    """The rows of `model` with these primary keys, without the model's own manager, which may refuse changes."""
    return QuerySet(model).filter(pk__in=pks)


def _batches(due: "QuerySet[Any]") -> Iterator["QuerySet[Any]"]:
    """The rows that are due, BATCH by BATCH in the order of their keys, so that memory stays flat.

    Each batch starts after the last key, so the loop ends even when a rule leaves rows due.
    """
    rows, last = due.order_by("pk"), None
    while True:
        rest = rows if last is None else rows.filter(pk__gt=last)
        pks = list(rest.values_list("pk", flat=True)[:BATCH])
        if not pks:
            return
        last = pks[-1]
        yield rows_of(due.model, pks)
