"""The journal: every write leaves one row, in the same transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise

from coin.core.insert import insert
from coin.core.models.audit import AuditEntry

Changes = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Action:
    """A kind of act: its stable slug, and its words ("Subscription activated")."""

    slug: str
    label: "str | Promise"


_actions: dict[str, Action] = {}


def action(slug: str, label: "str | Promise") -> Action:
    """Declare a kind of act (in a room's `actions.py`). Raises ValueError when the slug is taken."""
    if slug in _actions:
        raise ValueError(f"the act {slug} is declared twice")
    _actions[slug] = Action(slug, label)
    return _actions[slug]


def label_of(slug: str) -> str:
    """The act in words, or its slug when the code that named it is gone."""
    act = _actions.get(slug)
    return str(act.label) if act else slug


def all_actions() -> list[Action]:
    """Every declared act, in the order of the slugs."""
    return [_actions[slug] for slug in sorted(_actions)]


def record(
    act: Action,
    subject: models.Model,
    *,
    actor: Any,
    changes: Changes | None = None,
    member_number: int | None = None,
    note: str = "",
) -> AuditEntry:
    """Write one journal row about `subject`. `actor` is a User, or None for the system.

    `changes` maps a field's name to (before, after), `member_number` names the member whose record the act touches,
    `note` is free text; none of them holds a secret. Raises TransactionManagementError outside a transaction: an act
    and its trace are written together or not at all.
    """
    entry = _entry(act, Trace(subject, changes, member_number, note), actor)
    # Every act writes a row here, and `insert` costs less than the ORM's `save`.
    insert(entry)
    return entry


@dataclass(frozen=True)
class Trace:
    """One act of a batch: its subject, and the changes, the member's number and the note of its journal row."""

    subject: models.Model
    changes: Changes | None = None
    member_number: int | None = None
    note: str = ""


def record_all(act: Action, traces: Iterable[Trace], *, actor: Any) -> None:
    """Write one journal row for each trace, all of the same act, in one INSERT (several on SQLite, which limits it).

    Raises TransactionManagementError outside a transaction, as `record` does.
    """
    AuditEntry.objects.bulk_create([_entry(act, trace, actor) for trace in traces])


def _entry(act: Action, trace: Trace, actor: Any) -> AuditEntry:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "an act is recorded in the transaction that makes it"
        )
    # Names are copied and cut to their columns: the journal says how people and things were called at that moment.
    return AuditEntry(
        at=timezone.now(),
        actor=actor,
        actor_name=str(actor)[:150] if actor else "",
        capacity=actor.capacity[:150] if actor else "",
        action=act.slug,
        subject_type=trace.subject._meta.label_lower,
        subject_id=trace.subject.pk,
        subject_label=str(trace.subject)[:250],
        member_number=trace.member_number,
        changes={
            name: [_plain(before), _plain(after)]
            for name, (before, after) in (trace.changes or {}).items()
        },
        note=trace.note,
    )


def differences(instance: models.Model, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields of `values` that differ from what the instance holds, as {name: (before, after)}. Changes nothing."""
    return {
        name: (getattr(instance, name), value)
        for name, value in values.items()
        if getattr(instance, name) != value
    }


def _plain(value: Any) -> Any:
    """The value as JSON can hold it: amounts and days become text."""
    return (
        value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)
    )
