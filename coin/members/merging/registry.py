"""Two records of the same member become one: what of each room moves, and what stays with the old number.

Rooms above take part without this one knowing them: each says in its `moves.py` (found by itself when Django starts)
which of its rows move. Every relation to Member is named there; a test tells of one that is forgotten.
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

# merged, survivor, actor
Move = Callable[[Member, Member, User | None], None]


@dataclass(frozen=True)
class Part:
    """Rows of `model` that point to a member by `fields`, and how they are moved. Without a label it is not told of."""

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
# What is odd about merging two members, and will be done all the same.
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
    """Declare rows that move. Without `move`, they are simply pointed to the survivor; `of` finds a member's, where
    they are not all that point to them. ValueError when the slug is taken."""
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
    """Declare rows that stay with the old number."""
    _staying.update((model, name) for name in fields)


def parts() -> list[Part]:
    """Every moving part, in the order they are moved."""
    return sorted(_parts.values(), key=lambda part: (part.order, part.slug))


def known() -> set[tuple[type[models.Model], str]]:
    """Every relation to Member that somebody thought of."""
    return _staying | {(part.model, name) for part in _parts.values() for name in part.fields}


def refusals(merged: Member, survivor: Member) -> list[str]:
    return list(chain.from_iterable(REFUSALS.all(merged, survivor)))


def warnings(merged: Member, survivor: Member) -> list[str]:
    return list(chain.from_iterable(WARNINGS.all(merged, survivor)))


def without_twins(model: type[models.Model], field: str, *same: str) -> Move:
    """Rows that a constraint allows once a member: those that the survivor has too are dropped, the others move."""

    def move(merged: Member, survivor: Member, actor: User | None) -> None:
        rows: models.Manager[Any] = model._base_manager
        held = set(rows.filter(**{field: survivor}).values_list(*same))
        for row in rows.filter(**{field: merged}):
            if tuple(getattr(row, name) for name in same) in held:
                row.delete()
            else:
                rows.filter(pk=row.pk).update(**{field: survivor})

    return move


def _all(
    model: type[models.Model], fields: tuple[str, ...]
) -> "Callable[[Member], models.QuerySet[Any]]":
    def of(member: Member) -> "models.QuerySet[Any]":
        mine = Q()
        for name in fields:
            mine |= Q(**{name: member})
        return model._base_manager.filter(mine)

    return of


def _pointed(model: type[models.Model], fields: tuple[str, ...]) -> Move:
    def move(merged: Member, survivor: Member, actor: User | None) -> None:
        for name in fields:
            model._base_manager.filter(**{name: merged}).update(**{name: survivor})

    return move
