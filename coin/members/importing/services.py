"""An import: the file is kept aside, its columns are named, then all its lines are written, or none."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.transitions import move, move_many
from coin.members import actions
from coin.members.enums import ImportState
from coin.members.importing import comparing, mapping, people, reading, writing
from coin.members.importing.fields import FIELDS
from coin.members.models import DuesPlan, ImportBatch, ImportMapping, User

# Files that nobody imported within this time are abandoned.
KEPT = timedelta(days=7)


@transaction.atomic
def prepare(*, name: str, data: bytes, actor: User) -> ImportBatch:
    """Keep a file aside; its columns are named as they were last time, or guessed.

    `name` is the file's name, `data` its bytes. The batch is saved; nothing is written to members. Raises InvalidInput
    on `file` when coin cannot read it.
    """
    sheet = reading.read(data)
    remembered = ImportMapping.objects.filter(header_digest=mapping.digest(sheet.columns)).first()
    columns = _remembered(remembered) if remembered else mapping.guess(sheet.columns)
    batch = ImportBatch.objects.create(
        name=name[-150:],
        columns=sheet.columns,
        rows=sheet.rows,
        mapping={
            "encoding": sheet.encoding,
            "separator": sheet.separator,
            "is_odd": sheet.is_odd,
            "columns": {str(position): field for position, field in columns.items()},
        },
        counts={"lines": len(sheet.rows)},
        created_by=actor,
    )
    audit.record(
        actions.IMPORT_PREPARED, batch, actor=actor, changes={"lines": (None, len(sheet.rows))}
    )
    return batch


@transaction.atomic
def choose_columns(
    batch: ImportBatch, *, columns: Mapping[int, str], plan: DuesPlan | None, actor: User
) -> None:
    """Say which field each column holds, which is remembered for files with the same header.

    `columns` maps a column's position to its field; `plan` is that of lines that name none. Raises InvalidInput (as
    `mapping.check`, or on `plan` when dues come without a plan), DomainError when the file is imported or abandoned
    already.
    """
    mapping.check(columns)
    if "dues_until" in columns.values() and "dues_plan" not in columns.values() and plan is None:
        raise InvalidInput(_("Say which plan these dues are of."), field="plan")
    columns_as_json = {str(position): field for position, field in columns.items()}
    chosen = {
        **batch.mapping,
        "columns": columns_as_json,
        "plan": plan.pk if plan else None,
        "chosen": True,
    }
    waiting = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.PREPARED)
    if not waiting.update(mapping=chosen):
        raise DomainError(_("This file is imported or abandoned already."))
    batch.mapping = chosen
    ImportMapping.objects.update_or_create(
        header_digest=mapping.digest(batch.columns),
        defaults={"columns": columns_as_json, "changed_at": timezone.now()},
    )


@transaction.atomic
def import_batch(batch: ImportBatch, *, expected: int, actor: User) -> dict[str, int]:
    """Write every line that is not refused, in this one transaction; returns the number of lines by outcome.

    `expected` is the fingerprint of the lines that the person saw. Raises DomainError when the lines are others by now,
    TransitionRefused when the file is imported or abandoned already.
    """
    # A copy, since the move empties its rows, which are still to be read from `batch`.
    done_batch = copy(batch)
    move(
        done_batch,
        to=ImportState.DONE,
        allowed=[ImportState.PREPARED],
        done_at=timezone.now(),
        rows=[],
    )
    writing.hold_members()
    lines = people.lines_of(batch)
    counts = comparing.counts(lines)
    if comparing.fingerprint(lines) != expected:
        raise DomainError(
            _("Members changed meanwhile: look at the lines again, nothing was written.")
        )
    try:
        writing.write(lines, actor=actor)
    except IntegrityError as error:
        raise DomainError(
            _("Somebody recorded one of these members meanwhile: try again.")
        ) from error
    ImportBatch.objects.filter(pk=batch.pk).update(counts={**batch.counts, **counts})
    audit.record(actions.IMPORTED, batch, actor=actor, changes=_said(counts))
    return counts


@transaction.atomic
def abandon(batch: ImportBatch, *, actor: User | None) -> None:
    """Empty a file that is not to be imported.

    Raises TransitionRefused when the file is imported or abandoned already.
    """
    move(batch, to=ImportState.ABANDONED, allowed=[ImportState.PREPARED], rows=[])
    audit.record(actions.IMPORT_ABANDONED, batch, actor=actor)


@transaction.atomic
def abandon_old() -> int:
    """Empty files that nobody imported within KEPT: they hold people's data. Returns the number of files."""
    old = ImportBatch.objects.filter(created_at__lte=timezone.now() - KEPT)
    abandoned_pks = move_many(old, to=ImportState.ABANDONED, allowed=[ImportState.PREPARED])
    batches = ImportBatch.objects.filter(pk__in=abandoned_pks)
    batches.update(rows=[])
    audit.record_all(
        actions.IMPORT_ABANDONED, [audit.Trace(batch) for batch in batches], actor=None
    )
    return len(abandoned_pks)


def _remembered(import_mapping: ImportMapping) -> dict[int, str]:
    fields_by_position: Iterable[tuple[str, str]] = import_mapping.columns.items()
    return {int(position): field for position, field in fields_by_position if field in FIELDS}


def _said(counts: Mapping[str, int]) -> dict[str, tuple[Any, Any]]:
    return {name: (None, count) for name, count in counts.items() if count}
