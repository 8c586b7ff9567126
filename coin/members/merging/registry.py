"""Two records of the same member become one: the rows of each room that move, and those that stay with the old number.

Rooms above take part, though this room does not know them: each declares in its `moves.py` (found by itself when Django
starts) which of its rows move. Every relation to Member is named there; a test fails for a relation that is forgotten.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise

from coin.core.hooks import Hook
from coin.members.models import Member, User

# Called with the merged member, the survivor and the actor.
Move = Callable[[Member, Member, User | None], None]


@dataclass(frozen=True)
class Part:
    """Rows of `model` that point to a member by `fields`, and how they are moved.

    `label` names them to people; without a label, they are moved silently. `order`: low numbers move first. `of` finds
    the rows of a member that move.
    """

    slug: str
    label: "str | Promise"
    model: type[models.Model]
    fields: tuple[str, ...]
    move: Move
    order: int
    of: Callable[[Member], "models.QuerySet[Any]"]


_parts: dict[str, Part] = {}
_staying: set[tuple[type[models.Model], str]] = set()
# Why two members cannot be merged now: each sentence says what to do.
REFUSALS = Hook[[Member, Member], Iterable[str]]()
# What a person should know before two members are merged; it does not prevent the merge.
WARNINGS = Hook[[Member, Member], Iterable[str]]()
refuses, warns = REFUSALS.register, WARNINGS.register


def moves(
    slug: str,
    label: "str | Promise",
    model: type[models.Model],
    *fields: str,
    move: Move | None = None,
    of: "Callable[[Member], models.QuerySet[Any]] | None" = None,
    order: int = 100,
) -> None:
    """Declare rows that move when two members are merged; the arguments are those of Part.

    Without `move`, the rows are simply pointed to the survivor. `of` finds the rows of a member that move, where these
    are not all the rows that point to the member. Raises ValueError when the slug is taken.
    """
    if slug in _parts:
        raise ValueError(f"the moving part {slug} is declared twice")
    _parts[slug] = Part(
        slug,
        label,
        model,
        fields,
        move or _pointed(model, fields),
        order,
        of or _all(model, fields),
    )


def stays(model: type[models.Model], *fields: str) -> None:
    """Declare rows that stay with the old number; `fields` are the columns that point to a member."""
    _staying.update((model, name) for name in fields)


def parts() -> list[Part]:
    """Every moving part, in the order in which they are moved."""
    return sorted(_parts.values(), key=lambda part: (part.order, part.slug))


def known() -> set[tuple[type[models.Model], str]]:
    """Every relation to Member that a room declares, moving or staying, as (model, column)."""
    return _staying | {(part.model, name) for part in _parts.values() for name in part.fields}


def refusals(merged: Member, survivor: Member) -> list[str]:
    return list(chain.from_iterable(REFUSALS.all(merged, survivor)))


def warnings(merged: Member, survivor: Member) -> list[str]:
    return list(chain.from_iterable(WARNINGS.all(merged, survivor)))


def without_twins(model: type[models.Model], field: str, *same: str) -> Move:
    """A move for rows that a constraint allows once per member: those that the survivor has too are dropped.

    `field` is the column that points to the member; `same` are the columns by which two rows are the same.
    """

    def move(merged: Member, survivor: Member, actor: User | None) -> None:
        # The base manager: a default one could leave out rows that point to the member all the same.
        rows: models.Manager[Any] = model._base_manager
        survivors_rows = set(rows.filter(**{field: survivor}).values_list(*same))
        for row in rows.filter(**{field: merged}):
            if tuple(getattr(row, name) for name in same) in survivors_rows:
                row.delete()
            else:
                rows.filter(pk=row.pk).update(**{field: survivor})

    return move


def _all(
    model: type[models.Model], fields: tuple[str, ...]
) -> "Callable[[Member], models.QuerySet[Any]]":
    def of(member: Member) -> "models.QuerySet[Any]":
        condition = Q()
        for name in fields:
            condition |= Q(**{name: member})
        return model._base_manager.filter(condition)

    return of


def _pointed(model: type[models.Model], fields: tuple[str, ...]) -> Move:
    def move(merged: Member, survivor: Member, actor: User | None) -> None:
        for name in fields:
            model._base_manager.filter(**{name: merged}).update(**{name: survivor})

    return move
