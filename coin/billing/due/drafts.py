"""Makes drafts bear the charges wanted: the lines of drafts that differ are rewritten. A constant number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from coin.billing import actions
from coin.billing.due.lines import Charge, Place
from coin.billing.due.situation import Draft
from coin.billing.enums import DocumentKind
from coin.billing.models import Document, Line
from coin.billing.pro_rata import Period
from coin.core import audit
from coin.core.audit import Trace
from coin.core.money import ZERO, total
from coin.members.models import Member, User


@dataclass
class Rewriting:
    """The changes of a batch: documents made, changed or dropped, and the lines to delete and to create."""

    made: dict[Place, Document] = field(default_factory=dict)
    changed: list[Document] = field(default_factory=list)
    dropped: list[Document] = field(default_factory=list)
    old_lines: list[int] = field(default_factory=list)
    new_lines: list[Line] = field(default_factory=list)
    before: dict[int, Any] = field(default_factory=dict)  # the old totals of drafts, by primary key


def differs(charges: list[Charge], draft: Draft | None) -> bool:
    """Whether the draft does not bear exactly these charges. `draft` is None when there is none."""
    current = [Charge.of(line) for line in draft.lines] if draft else []
    # Sets compare whatever the order; the lengths tell apart a charge that stands once or twice.
    return len(current) != len(charges) or set(current) != set(charges)


def rewrite(
    wanted: Mapping[Place, list[Charge]],
    existing: Mapping[Place, Draft],
    *,
    month: Period,
    members: Mapping[int, Member],
    actor: User | None,
) -> dict[Place, Document]:
    """Save drafts that bear the charges wanted; returns the documents made or changed, by place.

    A place is that of a draft: member, kind, and the dues period or the corrected document. `wanted` and `existing`
    hold the charges and the drafts of each place, `members` each member by primary key; a new invoice or credit note is
    for `month`. A draft without any charge wanted is dropped, unless it bears a volunteer's own line. The journal tells
    of each draft. Call this in a transaction.
    """
    work = Rewriting()
    for place in [*wanted, *(place for place in existing if place not in wanted)]:
        charges, draft = wanted.get(place, []), existing.get(place)
        if differs(charges, draft):
            _plan(work, place, charges, draft, month)
    _store(work)
    _record(work, members, actor)
    changed = {
        place: draft.document for place, draft in existing.items() if draft.document in work.changed
    }
    return work.made | changed


def _plan(
    work: Rewriting, place: Place, charges: list[Charge], draft: Draft | None, month: Period
) -> None:
    if draft is None:
        document = work.made[place] = _new(place, charges, month)
    else:
        document = draft.document
        work.before[document.pk] = document.total
        work.old_lines += [line.pk for line in draft.lines]
        # The total keeps the amounts of lines that a volunteer added: `draft.lines` leaves them out.
        document.total -= total(line.amount for line in draft.lines)
        (work.changed if charges else work.dropped).append(document)
    document.total += total(charge.amount for charge in charges)
    work.new_lines += [
        Line(document=document, position=position, **vars(charge))
        for position, charge in enumerate(charges, start=1)
    ]


def _new(place: Place, charges: list[Charge], month: Period) -> Document:
    is_dues = place.kind == DocumentKind.DUES_CALL
    return Document(
        kind=place.kind,
        member_id=place.member_id,
        corrects_id=place.about if place.kind == DocumentKind.CREDIT_NOTE else None,
        period_start=charges[0].period_start if is_dues else month.start,
        period_end=charges[0].period_end if is_dues else month.end,
        total=ZERO,
    )


def _store(work: Rewriting) -> None:
    if work.old_lines:
        Line.objects.filter(pk__in=work.old_lines).delete()
        Document.objects.bulk_update([*work.changed, *work.dropped], ["total"])
    if work.dropped:
        # A draft that bears a volunteer's own line stays.
        pks = [document.pk for document in work.dropped]
        Document.objects.drafts().filter(pk__in=pks, lines=None).delete()
    Document.objects.bulk_create(work.made.values())
    Line.objects.bulk_create(work.new_lines)


def _record(work: Rewriting, members: Mapping[int, Member], actor: User | None) -> None:
    for act, documents in (
        (actions.DRAFTED, list(work.made.values())),
        (actions.DRAFT_CHANGED, work.changed),
        (actions.DRAFT_DROPPED, work.dropped),
    ):
        traces = [
            Trace(
                document,
                {"total": (work.before.get(document.pk), document.total)},
                members[document.member_id].number,
            )
            for document in documents
        ]
        if traces:
            audit.record_all(act, traces, actor=actor)
