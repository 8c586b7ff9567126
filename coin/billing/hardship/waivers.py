"""Waivers: the rest to pay of a document, or a part of it, is given up by a credit note that says why.

The lines of a waiver bear the item of the lines that they lower, so that the accounts are right. They bear neither
subscription nor share: billed days stay billed, and the next reconciliation neither bills them again nor gives them
back. A line of dues keeps its period, by which the accounts tell dues from services.
"""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import actions, wording
from coin.billing.balance import holds
from coin.billing.balance.locks import lock_member
from coin.billing.balance.queries import CLAIMS, with_rest
from coin.billing.documents.issuing import issue
from coin.billing.enums import DocumentKind, DocumentState
from coin.billing.models import Document, Line
from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import cents, euros, share_out
from coin.members.dues.services import confirm_dues_paid
from coin.members.models import DuesPeriod, User

REASON_LENGTH = 250


@transaction.atomic
def waive(document: Document, *, amount: Decimal, reason: str, actor: User | None) -> Document:
    """Give up `amount` (euros) of the rest to pay of an issued document; returns the credit note, issued.

    Dues with nothing left to pay then count as paid on that day. Drafted credit notes about the document are deleted:
    the next reconciliation computes them again. Raises InvalidInput on `amount` unless it is whole cents, above zero
    and at most that rest, on `reason` when it is empty or over 250 characters; DomainError for a document with nothing
    to pay or being collected.
    """
    reason = _checked_reason(reason)
    member = lock_member(document.member_id)
    left = _left(document)
    if not amount.is_finite() or not 0 < amount <= left or amount != cents(amount):
        words = _("Between one cent and %(left)s, which is what is left to pay.")
        raise InvalidInput(words % {"left": euros(left)}, field="amount")
    # A drafted credit note may give back more than what is left now: the next reconciliation computes it again.
    document.corrections.filter(state=DocumentState.DRAFT).delete()
    note = _draft(document, amount, reason)
    issue(note, actor=actor)
    audit.record(
        actions.WAIVED,
        document,
        actor=actor,
        changes={"waived": (None, amount), "credit_note": (None, note.number)},
        member_number=member.number,
        note=reason,
    )
    if amount == left:
        _settle_dues(document, actor)
    return note


def _left(document: Document) -> Decimal:
    """The rest to pay of a document. Raises DomainError when nothing of it may be waived."""
    rows = with_rest(Document.objects.filter(pk=document.pk, kind__in=CLAIMS).issued())
    unpaid = rows.first()
    if unpaid is None or unpaid.rest <= 0:
        raise DomainError(_("Nothing is left to pay on this document."))
    if Document.objects.filter(holds.being_collected(), pk=document.pk).exists():
        raise DomainError(_("This document is being collected: wait until the bank has answered."))
    return cents(unpaid.rest)


def _draft(document: Document, amount: Decimal, reason: str) -> Document:
    note = Document.objects.create(
        kind=DocumentKind.CREDIT_NOTE,
        member_id=document.member_id,
        corrects=document,
        period_start=document.period_start,
        period_end=document.period_end,
        total=-amount,
        reason=reason,
    )
    billed = list(document.lines.filter(is_cancelled=False, amount__gt=0))
    parts = share_out(amount, [int(line.amount * 100) for line in billed])
    with wording.documents_language():
        Line.objects.bulk_create(
            [
                _lowering(line, part, note, position)
                for position, (line, part) in enumerate(zip(billed, parts, strict=True), start=1)
                if part
            ]
        )
    return note


def _lowering(line: Line, part: Decimal, note: Document, position: int) -> Line:
    """The line that lowers `line` by `part`: a quantity of minus one, at the price `part`. Not saved yet."""
    return Line(
        document=note,
        position=position,
        label=wording.waiver(line.label),
        quantity=-1,
        unit_price=part,
        amount=-part,
        vat_rate=line.vat_rate,
        vat_exemption=line.vat_exemption,
        item=line.item,
        dues_period_id=line.dues_period_id,
        is_correction=True,
        period_start=line.period_start,
        period_end=line.period_end,
    )


def _settle_dues(document: Document, actor: User | None) -> None:
    """Confirm as paid the dues that the document called, when it is a call for dues."""
    if document.kind != DocumentKind.DUES_CALL:
        return
    called = document.lines.filter(dues_period__isnull=False).values("dues_period")
    for period in DuesPeriod.objects.filter(pk__in=called, paid_on=None).select_related("member"):
        confirm_dues_paid(period, paid_on=timezone.localdate(), actor=actor)


def _checked_reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("Say why: the reason stands on the credit note."), field="reason")
    if len(reason) > REASON_LENGTH:
        words = _("At most %(count)s characters.") % {"count": REASON_LENGTH}
        raise InvalidInput(words, field="reason")
    return reason
