"""The register of provocations: for each act of the journal, the least that a person or coin does to cause it.

A provocation is a function that takes fixtures by name, causes the act once through the public services, as the user
`by`, and returns the rows of that act that the journal should hold.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from coin.core.audit import Action
from coin.core.models import AuditEntry
from coin.members.models import Member, User


@dataclass(frozen=True)
class Row:
    """The expected content of one row of the journal: its subject, the member concerned, the names of changed fields.

    The actor is the fixture `by`, or nobody when coin acts `by_itself`.
    """

    subject: Model
    member: Member | None = None
    changes: tuple[str, ...] = ()
    by_itself: bool = False

    def facts(self, by: User) -> tuple[Any, ...]:
        """The facts that `facts_of` should find in the journal."""
        return (
            self.subject._meta.label_lower,
            self.subject.pk,
            None if self.by_itself else by.pk,
            self.member.number if self.member else None,
            sorted(self.changes),
        )


def facts_of(entry: AuditEntry) -> tuple[Any, ...]:
    """The facts of a row: subject (type and key), actor's key, member's number, names of the changed fields."""
    return (
        entry.subject_type,
        entry.subject_id,
        entry.actor_id,
        entry.member_number,
        sorted(entry.changes),
    )


Provocation = Callable[..., Row | list[Row]]
_provocations: dict[str, list[Provocation]] = {}


def provokes(act: Action) -> Callable[[Provocation], Provocation]:
    """Register a provocation of this act. An act that several services record has several provocations."""

    def register(provocation: Provocation) -> Provocation:
        _provocations.setdefault(act.slug, []).append(provocation)
        return provocation

    return register


def provocations(slug: str) -> list[Provocation]:
    """The provocations of this act; empty when there is none."""
    return _provocations.get(slug, [])
