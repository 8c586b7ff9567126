"""The register of provocations: for each act of the journal, the small thing that a person or coin does to cause it.

A provocation is a function that takes fixtures by name, does the thing once through the public services, as `by`, and
returns the rows that the journal should hold of that act.
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
    """What one row of the journal should say: its subject, whose record it touches, the fields that changed.

    The actor is the fixture `by`, or nobody when coin does it `by_itself`.
    """

    subject: Model
    member: Member | None = None
    changes: tuple[str, ...] = ()
    by_itself: bool = False

    def facts(self, by: User) -> tuple[Any, ...]:
        """The same as `facts_of` the row that should stand in the journal."""
        return (
            self.subject._meta.label_lower,
            self.subject.pk,
            None if self.by_itself else by.pk,
            self.member.number if self.member else None,
            sorted(self.changes),
        )


def facts_of(entry: AuditEntry) -> tuple[Any, ...]:
    """Subject (type and key), actor's key, member's number, names of the fields that changed."""
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
    """What provokes this act; empty when nothing does."""
    return _provocations.get(slug, [])
