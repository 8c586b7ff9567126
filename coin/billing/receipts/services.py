"""Receipts: numbered without a gap, frozen, issued once for the same money. Asked for again, the same one is given."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.balance import queries
from coin.billing.balance.locks import lock_member
from coin.billing.enums import DocumentKind, PaymentMeans, ReceiptKind
from coin.billing.models import Document, Line, Payment, Receipt, ReceiptPart
from coin.billing.receipts import gifts
from coin.billing.receipts import words as receipt_words
from coin.billing.receipts.gifts import Gift
from coin.core import audit, counters
from coin.core.errors import DomainError
from coin.core.models import Association
from coin.core.money import ZERO, cents, total
from coin.members.models import DuesPeriod, Member, User

CALL = DocumentKind.DUES_CALL
PREFIX = {ReceiptKind.DUES: "RC", ReceiptKind.PAYMENT: "RP", ReceiptKind.DONATION: "RF"}


@dataclass(frozen=True)
class Part:
    """A payment (`document` is None), or the part of a payment that paid a `document`."""

    payment: Payment
    document: Document | None
    amount: Decimal


@transaction.atomic
def issue_dues_receipt(document: Document, *, actor: User | None) -> Receipt:
    """Issue the receipt for a call for dues that is paid in full, or return the one in force.

    Raises DomainError for a document that is no issued call for dues or is not wholly paid, MentionsMissing, naming
    each thing, while something that the receipt must say is not known.
    """
    # The member is locked before the look: two who ask at once get one receipt.
    member = lock_member(document.member_id)
    existing = in_force(ReceiptKind.DUES).filter(parts__document=document).first()
    if existing:
        return existing
    call = queries.with_rest(Document.objects.issued()).filter(pk=document.pk).first()
    if call is None or call.kind != CALL:
        raise DomainError(_("A receipt for dues is about a call for dues that was issued."))
    # Nothing paid and nothing left: credit notes took the whole call back, so no money came.
    if call.rest > ZERO or call.paid <= ZERO:
        raise DomainError(_("%(number)s is not paid in full yet.") % {"number": call.number})
    paid = call.allocations.select_related("payment")
    allocations = list(paid.order_by("payment__received_on", "payment_id"))
    parts = [Part(allocation.payment, call, allocation.amount) for allocation in allocations]
    words = receipt_words.of_dues(call, allocations)
    return _issue(ReceiptKind.DUES, member, parts, words, actor)


@transaction.atomic
def issue_payment_receipt(payment: Payment, *, actor: User | None) -> Receipt:
    """Issue the receipt for a payment, or return the one in force.

    Raises DomainError when the payment did not hold or the solidarity fund paid it, MentionsMissing, naming each thing,
    while something that the receipt must say is not known.
    """
    member = lock_member(payment.member_id)
    existing = in_force(ReceiptKind.PAYMENT).filter(parts__payment=payment).first()
    if existing:
        return existing
    _refuse_reversed(payment)
    parts = [Part(payment, None, payment.amount)]
    return _issue(ReceiptKind.PAYMENT, member, parts, receipt_words.of_payment(payment), actor)


@transaction.atomic
def issue_tax_receipt(payment: Payment, *, actor: User | None) -> Receipt:
    """Issue the tax receipt for the gift in one payment, or return the one in force.

    Raises DomainError while the association issues no tax receipts or when the payment holds no gift, MentionsMissing,
    naming each thing, while something that the receipt must say is not known.
    """
    association = check_donations()
    member = lock_member(payment.member_id)
    payment_gifts = gifts.to_receipt(association, member=member, payment=payment)
    if not payment_gifts:
        existing = in_force(ReceiptKind.DONATION).filter(parts__payment=payment).first()
        if existing:
            return existing
        raise DomainError(_("There is no gift in this payment."))
    return _issue_gifts(association, member, payment_gifts, None, actor)


@transaction.atomic
def issue_yearly_tax_receipt(member: Member, *, year: int, actor: User | None) -> Receipt | None:
    """Issue one tax receipt for all gifts of a member in a year that have none yet; None when there is no such gift.

    Raises DomainError while the association issues no tax receipts, MentionsMissing, naming each thing, while something
    that the receipt must say is not known.
    """
    association = check_donations()
    member = lock_member(member.pk)
    year_gifts = gifts.to_receipt(association, member=member, year=year)
    return _issue_gifts(association, member, year_gifts, year, actor) if year_gifts else None


@transaction.atomic
def note_asked_back(receipt: Receipt, *, actor: User | None) -> None:
    """Record that a void tax receipt was asked back from the person who holds it.

    Raises DomainError for a receipt that is no void tax receipt, or was asked back already.
    """
    today = timezone.localdate()
    void = Receipt.objects.filter(pk=receipt.pk, voided_on__isnull=False, asked_back_on=None)
    if not void.filter(kind=ReceiptKind.DONATION).update(asked_back_on=today):
        raise DomainError(_("This receipt is not to be asked back."))
    number = receipt.member.number
    changes = {"asked_back_on": (None, today)}
    audit.record(
        actions.RECEIPT_ASKED_BACK, receipt, actor=actor, changes=changes, member_number=number
    )


def call_of(period: DuesPeriod) -> Document | None:
    """The issued call for a dues period that is not cancelled, if there is one."""
    return Document.objects.filter(pk__in=_calls([period]).values("document")).first()


def periods_called(periods: Iterable[DuesPeriod]) -> set[int | None]:
    """The keys of those of these dues periods whose issued call was paid, in part or in full.

    Once paid in full, a call may have its receipt.
    """
    paid = _calls(periods).filter(document__allocations__isnull=False)
    return set(paid.values_list("dues_period_id", flat=True))


def _calls(periods: Iterable[DuesPeriod]) -> "QuerySet[Line]":
    """The lines of issued calls for these dues periods, without those that are cancelled."""
    lines = Line.objects.filter(dues_period__in=list(periods), is_cancelled=False)
    return lines.filter(document__in=Document.objects.issued(), document__kind=CALL)


def check_donations() -> Association:
    """The association. Raises DomainError while it issues no tax receipts."""
    association = Association.current()
    if not association.donation_receipts:
        raise DomainError(_("The association does not issue tax receipts."))
    return association


def in_force(kind: str) -> "QuerySet[Receipt]":
    """Receipts of a kind that are not void."""
    return Receipt.objects.filter(kind=kind, voided_on=None)


def _issue_gifts(
    association: Association,
    member: Member,
    given: list[Gift],
    year: int | None,
    actor: User | None,
) -> Receipt:
    words = receipt_words.of_gifts(association, member, given, year)
    parts = [Part(gift.payment, gift.document, gift.amount) for gift in given]
    return _issue(ReceiptKind.DONATION, member, parts, words, actor)


def _issue(
    kind: ReceiptKind,
    member: Member,
    parts: Iterable[Part],
    words: dict[str, Any],
    actor: User | None,
) -> Receipt:
    association = Association.current()
    receipt_words.check(association, member, kind)
    receipt_parts, today = list(parts), timezone.localdate()
    amount = total(cents(part.amount) for part in receipt_parts)
    series = f"{PREFIX[kind]}{today.year}"
    # Taken in the transaction that writes the receipt: a rollback gives the number back, so the series has no gap.
    number = counters.next_number(f"billing.{series}")
    receipt = Receipt.objects.create(
        kind=kind,
        member=member,
        number=f"{series}-{number:05d}",
        series=series,
        series_number=number,
        issued_on=today,
        amount=amount,
        words=receipt_words.common(association, member) | words,
    )
    ReceiptPart.objects.bulk_create(
        ReceiptPart(
            receipt=receipt,
            kind=kind,
            payment=part.payment,
            document=part.document,
            amount=part.amount,
        )
        for part in receipt_parts
    )
    changes = {"number": (None, receipt.number), "amount": (None, amount)}
    audit.record(
        actions.RECEIPT_ISSUED, receipt, actor=actor, changes=changes, member_number=member.number
    )
    return receipt


def _refuse_reversed(payment: Payment) -> None:
    """Raise DomainError for a payment that is reversed or a reversal, or that the solidarity fund paid."""
    if payment.reverses_id or Payment.objects.filter(reverses=payment).exists():
        raise DomainError(_("This payment did not hold: there is nothing to give a receipt for."))
    if payment.means == PaymentMeans.FUND:
        raise DomainError(_("The solidarity fund paid: the member gave no money."))
