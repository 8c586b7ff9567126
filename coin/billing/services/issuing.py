"""Issuing: a number without a gap, frozen parties and mentions. Cancelling: a credit note, never an edit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coin.billing import actions, mentions, wording
from coin.billing.enums import SERIES_PREFIX, DocumentKind, DocumentState
from coin.billing.models import Document, Line
from coin.billing.services.locks import lock_member
from coin.billing.services.settling import settle, settle_issued
from coin.billing.services.stamping import Seal, seal_for, stamp_lines
from coin.core import audit, counters, transitions
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import ZERO
from coin.members.models import Member, User

Progress = Callable[[], object]


@dataclass
class Issuing:
    """What became of a batch: issued, refused with a sentence each, or issued meanwhile by somebody else."""

    issued: list[Document] = field(default_factory=list)
    refused: list[tuple[Document, str]] = field(default_factory=list)
    skipped: list[Document] = field(default_factory=list)


def issue(document: Document, *, actor: User | None, on: date | None = None) -> Document:
    """Number the draft, freeze it, date it `on` (today) and let the member's credit pay it; returns it.

    Raises MentionsMissing or DomainError while the document cannot lawfully be issued, InvalidInput
    when the day is in the future or before the last one of the series, TransitionRefused when it
    was issued already.
    """
    seal = seal_for([document.kind], on)
    with transaction.atomic():
        member = lock_member(document.member_id)
        _issue(document, member, seal, actor)
        settle_issued(document, member, actor=actor)
    return document


def issue_many(
    documents: Iterable[Document],
    *,
    actor: User | None,
    on: date | None = None,
    progress: Progress | None = None,
) -> Issuing:
    """Issue each in its own transaction, so that a refusal or a crash leaves the others numbered in a row.

    Raises as `issue` does, before the first one, for what the association itself lacks.
    """
    todo = sorted(documents, key=lambda document: document.pk)
    seal = seal_for({document.kind for document in todo}, on)
    done = Issuing()
    for document in todo:
        _issue_one_of_many(document, seal, done, actor)
        if progress:
            progress()
    return done


def cancel(document: Document, *, actor: User | None, on: date | None = None) -> Document:
    """Undo what remains of an issued document by a credit note that cites it; returns the note, issued.

    Its lines leave what counts as billed, so a new reconciliation bills them again if they are
    still due; its payments become the member's credit. Raises DomainError for a draft, a credit
    note, or a document that nothing remains of.
    """
    seal = seal_for([DocumentKind.CREDIT_NOTE], on)
    with transaction.atomic():
        member = lock_member(document.member_id)
        undone = _lines_to_undo(document)
        # A difference that was only drafted has nothing left to correct.
        document.corrections.filter(state=DocumentState.DRAFT).delete()
        note = _credit_note(document, undone)
        Line.objects.filter(pk__in=[line.pk for line in undone]).update(is_cancelled=True)
        _issue(note, member, seal, actor)
        audit.record(
            actions.CANCELLED,
            document,
            actor=actor,
            changes={"credit_note": (None, note.number)},
            member_number=member.number,
        )
        settle(member, actor=actor)
    return note


def _issue_one_of_many(document: Document, seal: Seal, done: Issuing, actor: User | None) -> None:
    try:
        with transaction.atomic():
            member = lock_member(document.member_id)
            _issue(document, member, seal, actor)
            settle_issued(document, member, actor=actor)
    except transitions.TransitionRefused:
        done.skipped.append(document)
    except DomainError as error:
        done.refused.append((document, str(error)))
    else:
        done.issued.append(document)


def _issue(document: Document, member: Member, seal: Seal, actor: User | None) -> None:
    _refuse_issued(document)
    mentions.check_recipient(document, member)
    amount, vat_total = stamp_lines(document, seal.regime)
    day = seal.day
    series = f"{SERIES_PREFIX[DocumentKind(document.kind)]}{day.year}"
    # The counter's row is locked from here on: the series' last day cannot move under our feet.
    number = counters.next_number(f"billing.{series}")
    _check_day(day, series)
    frozen = document.corrects.recipient if document.corrects else mentions.recipient(member)
    transitions.move(
        document,
        to=DocumentState.ISSUED,
        allowed=[DocumentState.DRAFT],
        number=f"{series}-{number:05d}",
        series=series,
        series_number=number,
        issued_on=day,
        due_on=_due_on(document, seal),
        total=amount,
        vat_total=vat_total,
        issuer=mentions.issuer(seal.association, document, member, seal.regime),
        recipient=frozen,
    )
    changes = {"number": (None, document.number), "total": (None, amount)}
    audit.record(
        actions.ISSUED, document, actor=actor, changes=changes, member_number=member.number
    )


def _refuse_issued(document: Document) -> None:
    document.refresh_from_db(fields=["state", "kind", "corrects"])
    if document.state != DocumentState.DRAFT:
        label = str(DocumentState(document.state).label)
        raise transitions.TransitionRefused(label, DocumentState.ISSUED)


def _check_day(day: date, series: str) -> None:
    """Numbers follow dates (CGI, annexe II, 242 nonies A: a chronological series)."""
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
    """Every line that still counts on the document and on the credit notes about it."""
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
    """A draft of it. Its lines do not count as billed either: together with what they undo they are nothing."""
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
