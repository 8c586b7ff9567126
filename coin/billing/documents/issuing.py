"""Issuing: a number without a gap, frozen parties and mentions. Cancelling: a credit note, never an edit."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coin.billing import actions, wording
from coin.billing.balance.locks import lock_member, lock_members
from coin.billing.balance.settling import settle, settle_issued
from coin.billing.documents import mentions
from coin.billing.documents.stamping import Seal, seal_for, stamp_lines
from coin.billing.enums import SERIES_PREFIX, DocumentKind, DocumentState
from coin.billing.models import Document, Line
from coin.core import audit, counters, transitions
from coin.core.audit import Trace
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import ZERO
from coin.members.models import Member, User

Progress = Callable[[], object]

TOGETHER = 20  # documents of one transaction; others who issue wait for its end: under 0.1 s


@dataclass
class Issuing:
    """The outcome of a batch: documents issued, refused with a sentence each, or skipped.

    A document is skipped when somebody else issued or deleted it meanwhile.
    """

    issued: list[Document] = field(default_factory=list)
    refused: list[tuple[Document, str]] = field(default_factory=list)
    skipped: list[Document] = field(default_factory=list)


def issue(document: Document, *, actor: User | None, on: date | None = None) -> Document:
    """Number the draft, freeze it, date it `on` (today) and let the member's credit pay it; returns it.

    Raises MentionsMissing or DomainError while the document cannot lawfully be issued, InvalidInput on `on` when the
    day is in the future or before the last one of the series, TransitionRefused when it was issued or deleted
    meanwhile.
    """
    seal = seal_for([document.kind], on)
    _issue_in_one([document], seal, actor)
    return document


def issue_many(
    documents: Iterable[Document],
    *,
    actor: User | None,
    on: date | None = None,
    progress: Progress | None = None,
) -> Issuing:
    """Issue the documents in batches, so that a refusal or a crash leaves the others numbered in a row.

    A batch is one transaction, which issues all of its documents or none. When one is refused, each document of the
    batch gets a transaction of its own. They are dated `on` (today). `progress` is called for each document, issued or
    not. Raises MentionsMissing, before the first document, while the association itself lacks something that they must
    say.
    """
    todo = sorted(documents, key=lambda document: document.pk)
    seal = seal_for({document.kind for document in todo}, on)
    done = Issuing()
    for start in range(0, len(todo), TOGETHER):
        batch = todo[start : start + TOGETHER]
        try:
            _issue_in_one(batch, seal, actor)
        except DomainError:
            for document in batch:
                _issue_alone(document, seal, done, actor)
        else:
            done.issued += batch
        if progress:
            for _document in batch:
                progress()
    return done


def cancel(document: Document, *, actor: User | None, on: date | None = None) -> Document:
    """Undo what remains of an issued document by a credit note that cites it; returns the note, issued.

    The note is dated `on` (today). The document's lines no longer count as billed, so a new reconciliation bills them
    again if they are still due; its payments become the member's credit; drafted credit notes about it are deleted.
    Raises DomainError for a draft, a credit note, or a document of which nothing remains, and as `issue` does for the
    note.
    """
    seal = seal_for([DocumentKind.CREDIT_NOTE], on)
    with transaction.atomic():
        member = lock_member(document.member_id)
        undone = _lines_to_undo(document)
        # A credit note that was only drafted has nothing left to correct.
        document.corrections.filter(state=DocumentState.DRAFT).delete()
        note = _credit_note(document, undone)
        Line.objects.filter(pk__in=[line.pk for line in undone]).update(is_cancelled=True)
        _issue([note], {member.pk: member}, seal, actor)
        audit.record(
            actions.CANCELLED,
            document,
            actor=actor,
            changes={"credit_note": (None, note.number)},
            member_number=member.number,
        )
        settle(member, actor=actor)
    return note


def _issue_in_one(documents: Sequence[Document], seal: Seal, actor: User | None) -> None:
    """Issue all the documents in one transaction, or none."""
    with transaction.atomic():
        members = lock_members({document.member_id for document in documents})
        _issue(documents, members, seal, actor)
        settle_issued(documents, members, actor=actor)


def _issue_alone(document: Document, seal: Seal, done: Issuing, actor: User | None) -> None:
    try:
        _issue_in_one([document], seal, actor)
    except transitions.TransitionRefused:
        done.skipped.append(document)
    except DomainError as error:
        done.refused.append((document, str(error)))
    else:
        done.issued.append(document)


def _issue(
    documents: Sequence[Document], members: Mapping[int, Member], seal: Seal, actor: User | None
) -> None:
    """Number and freeze drafts of these locked members, in this order in each series.

    They are saved and written to the journal; the caller settles payments. Raises as `issue` does.
    """
    _refuse_issued(documents)
    for document in documents:
        mentions.check_recipient(document, members[document.member_id])
    sums = stamp_lines(documents, seal.regime)
    for document, number in _numbered(documents, seal.day):
        member, series = members[document.member_id], _series(document, seal.day)
        amount, vat_total = sums[document.pk]
        # A credit note names the recipient of its document, even when the member's record has changed since.
        frozen = document.corrects.recipient if document.corrects else mentions.recipient(member)
        transitions.move(
            document,
            to=DocumentState.ISSUED,
            allowed=[DocumentState.DRAFT],
            number=f"{series}-{number:05d}",
            series=series,
            series_number=number,
            issued_on=seal.day,
            due_on=_due_on(document, seal),
            total=amount,
            vat_total=vat_total,
            issuer=mentions.issuer(seal.association, document, member, seal.regime),
            recipient=frozen,
        )
    audit.record_all(
        actions.ISSUED, [_trace(document, members) for document in documents], actor=actor
    )


def _trace(document: Document, members: Mapping[int, Member]) -> Trace:
    changes = {"number": (None, document.number), "total": (None, document.total)}
    return Trace(document, changes, members[document.member_id].number)


def _refuse_issued(documents: Iterable[Document]) -> None:
    """Raise TransitionRefused unless all are still there, as drafts.

    The documents were read before their members were locked: their state, kind and corrected document are read again.
    """
    known = {document.pk: document for document in documents}
    rows = Document.objects.filter(pk__in=known)
    for pk, state, kind, corrects in rows.values_list("pk", "state", "kind", "corrects_id"):
        document = known.pop(pk)
        document.state, document.kind, document.corrects_id = state, kind, corrects
        if state != DocumentState.DRAFT:
            label = str(DocumentState(state).label)
            raise transitions.TransitionRefused(label, DocumentState.ISSUED)
    if known:
        deleted = pgettext("a document", "deleted")
        raise transitions.TransitionRefused(deleted, DocumentState.ISSUED)


def _series(document: Document, day: date) -> str:
    return f"{SERIES_PREFIX[DocumentKind(document.kind)]}{day.year}"


def _numbered(documents: Iterable[Document], day: date) -> Iterable[tuple[Document, int]]:
    """Each document with the next number of its series.

    The numbers are taken, and the series locked, as the caller reads. Raises as `_check_day` does.
    """
    by_series: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_series[_series(document, day)].append(document)
    # Series are taken in the same order everywhere: two processes that issue never wait for each other's series.
    for series, in_series in sorted(by_series.items()):
        # This locks the counter's row: from here on, nobody else issues in the series, and its last day stays.
        first = counters.next_numbers(f"billing.{series}", len(in_series))
        _check_day(day, series)
        yield from zip(in_series, count(first), strict=False)


def _check_day(day: date, series: str) -> None:
    """Numbers follow dates (CGI, annexe II, 242 nonies A: a chronological series).

    Raises InvalidInput on `on` for a day to come, or a day before the last one issued in the series.
    """
    if day > timezone.localdate():
        raise InvalidInput(_("A document cannot be issued in the future."), field="on")
    last = Document.objects.filter(series=series).aggregate(last=Max("issued_on"))["last"]
    if last and day < last:
        raise InvalidInput(
            _("A document dated %(last)s was issued already: this one cannot be dated before it.")
            % {"last": date_format(last)},
            field="on",
        )


def _due_on(document: Document, seal: Seal) -> date | None:
    if document.kind == DocumentKind.CREDIT_NOTE:
        return None
    return seal.day + timedelta(days=seal.association.payment_days)


def _lines_to_undo(document: Document) -> list[Line]:
    """Every line that still counts on the document and on the credit notes about it.

    Only issued credit notes count. Raises DomainError for a draft, a credit note, or a document that is cancelled
    already.
    """
    document.refresh_from_db(fields=["state", "kind", "number", "corrects"])
    if document.state != DocumentState.ISSUED:
        raise DomainError(_("Only an issued document can be cancelled: a draft is simply changed."))
    if document.kind == DocumentKind.CREDIT_NOTE:
        raise DomainError(_("A credit note is not cancelled: issue a new document."))
    lines = Line.objects.filter(
        Q(document=document) | Q(document__corrects=document, document__state=DocumentState.ISSUED),
        is_cancelled=False,
    )
    if not lines:
        raise DomainError(_("%(number)s is cancelled already.") % {"number": document.number})
    return list(lines.order_by("document_id", "position", "pk"))


def _credit_note(document: Document, undone: list[Line]) -> Document:
    """A draft of the credit note, saved with its lines.

    Its lines do not count as billed either: with the lines they undo, they make zero.
    """
    note = Document.objects.create(
        kind=DocumentKind.CREDIT_NOTE,
        member_id=document.member_id,
        corrects=document,
        period_start=document.period_start,
        period_end=document.period_end,
        total=-sum((line.amount for line in undone), ZERO),
    )
    with wording.documents_language():
        Line.objects.bulk_create(
            [_undoing(line, note, position) for position, line in enumerate(undone, start=1)]
        )
    return note


def _undoing(line: Line, note: Document, position: int) -> Line:
    return Line(
        document=note,
        position=position,
        label=wording.cancellation(line.label),
        quantity=-line.quantity,
        unit_price=line.unit_price,
        amount=-line.amount,
        vat_rate=line.vat_rate,
        subscription_id=line.subscription_id,
        share_id=line.share_id,
        offer_item_id=line.offer_item_id,
        dues_period_id=line.dues_period_id,
        item=line.item,
        is_correction=True,
        is_cancelled=True,
        period_start=line.period_start,
        period_end=line.period_end,
    )
