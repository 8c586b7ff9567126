"""Erases the words of old journal rows: the fact of each act stays, and a new row says which rows were erased."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from coin.core import audit, guards
from coin.core.actions import WORDS_ERASED
from coin.core.models import Association, AuditEntry

AT_ONCE = 500
Range = tuple[int, int]


@transaction.atomic
def erase_words(
    entries: "models.QuerySet[Any]", *, actor: Any = None, with_names: bool = False
) -> int:
    """Blank the subject's name, the changes and the note of these rows, and with `with_names` the author's name.

    Rows erased before are passed over. The facts stay, with their seal. One new row of the journal, by `actor`, says
    which rows were erased, so that `verify` tells them from rows that somebody tampered with. Returns how many.
    """
    pks = list(_erasable(entries).order_by("pk").values_list("pk", flat=True))
    if not pks:
        return 0
    blank = {"subject_label": "", "changes": {}, "note": "", "erased_at": timezone.now()}
    with guards.retention():
        for chunk in _chunks(pks):
            # The base manager: the model's own refuses every change.
            AuditEntry._base_manager.filter(pk__in=chunk).update(
                **blank | ({"actor_name": ""} if with_names else {})
            )
    changes = {"count": (None, len(pks)), "rows": (None, [list(pair) for pair in ranges(pks)])}
    audit.record(WORDS_ERASED, Association.current(), actor=actor, changes=changes)
    return len(pks)


def ranges(pks: Iterable[int]) -> Iterator[Range]:
    """Sorted numbers as ranges: (first, last) for each run of numbers that follow one another."""
    first = last = None
    for pk in pks:
        if last is not None and pk == last + 1:
            last = pk
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = pk
    if first is not None and last is not None:
        yield first, last


def _erasable(entries: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """The rows that may be erased: those that say which rows were erased stay for ever, since `verify` reads them."""
    return entries.filter(erased_at=None).exclude(action=WORDS_ERASED.slug)


def _chunks(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), AT_ONCE):
        yield pks[start : start + AT_ONCE]
