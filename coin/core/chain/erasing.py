"""Erases the words of old rows: what was said goes, that it was done stays, and the journal says that they went."""

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
    """Blank the subject's name, the changes and the note of these rows (and the author's name, `with_names`).

    Returns how many rows; those erased before are passed over. The facts stay, with their seal, and one row of the
    journal says which rows were erased, so that `verify` tells them from rows that somebody tampered with.
    """
    pks = list(_erasable(entries).order_by("pk").values_list("pk", flat=True))
    if not pks:
        return 0
    blank = {"subject_label": "", "changes": {}, "note": "", "erased_at": timezone.now()}
    with guards.retention():
        for some in _chunks(pks):
            AuditEntry._base_manager.filter(pk__in=some).update(
                **blank | ({"actor_name": ""} if with_names else {})
            )
    said = {"count": (None, len(pks)), "rows": (None, [list(one) for one in ranges(pks)])}
    audit.record(WORDS_ERASED, Association.current(), actor=actor, changes=said)
    return len(pks)


def ranges(pks: Iterable[int]) -> Iterator[Range]:
    """Numbers in order as (first, last) of those that follow one another."""
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
    """What says which rows were erased is itself never erased."""
    return entries.filter(erased_at=None).exclude(action=WORDS_ERASED.slug)


def _chunks(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), AT_ONCE):
        yield pks[start : start + AT_ONCE]
