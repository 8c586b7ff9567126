"""Allocates payments to documents. Payments and documents are facts and stay; allocations are computed, and redone.

Money that no document takes is the member's credit. Credit pays the oldest document first, at once:
when a document is issued, when a payment arrives, when a cancellation sets money free.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Max, QuerySet

from coin.billing.balance import plan_states, queries
from coin.billing.balance.voiding import void_of_document, void_of_matching
from coin.billing.enums import DocumentKind
from coin.billing.models import Allocation, Document, Payment
from coin.core.money import ZERO, cents
from coin.members.dues.services import confirm_dues_paid, unconfirm_dues
from coin.members.models import DuesPeriod, Member, User

if TYPE_CHECKING:
    from coin.billing.balance.queries import DocumentWithRest, FreePayment


def settle(member: Member, *, actor: User | None) -> None:
    """Take back the surplus of documents that are overpaid, then pay the oldest documents with free money.

    Allocations are written; the caller is in a transaction that locked the member. Dues are confirmed or unconfirmed
    accordingly, and a payment plan is kept or under way again.
    """
    documents = queries.with_rest(Document.objects.issued().filter(member=member))
    uneven = list(documents.exclude(rest=ZERO).order_by("issued_on", "pk"))
    for document in uneven:
        if document.rest < 0:
            _give_back(document, -cents(document.rest), actor)
    unpaid = [document for document in uneven if document.rest > 0]
    if unpaid:
        _pay(unpaid, list(queries.free_payments(member)), actor)
    plan_states.follow(member, actor=actor)


def settle_issued(
    documents: Iterable[Document], members: Mapping[int, Member], *, actor: User | None
) -> None:
    """Settle the members for whom these documents, just issued, can move money.

    `members` maps a primary key to each locked member. A credit note or a negative total sets money free. A claim sets
    none free: for a member without free money, nothing moves.
    """
    moved = {
        document.member_id
        for document in documents
        if document.kind not in queries.CLAIMS or document.total < ZERO
    }
    # A member who is ahead pays a new claim at once.
    moved |= {pk for pk, free in queries.free_money(members).items() if free != ZERO}
    for pk in sorted(moved):
        settle(members[pk], actor=actor)


def release(payment: Payment, *, actor: User | None) -> None:
    """Take a payment back from the documents it paid: they are due again, and so are dues.

    Its allocations are deleted, and the receipts that tie it to documents are void. The caller settles the member then.
    """
    documents = [
        allocation.document for allocation in payment.allocations.select_related("document")
    ]
    payment.allocations.all().delete()
    void_of_matching(payment, actor=actor)
    _unconfirm(documents, actor)


def _give_back(document: Document, surplus: Decimal, actor: User | None) -> None:
    """Free `surplus` euros from the latest payments of a document that a credit note made smaller.

    The receipts of the document are void. Dues are unconfirmed when no payment is left on it.
    """
    allocations = document.allocations.order_by("-payment__received_on", "-payment_id")
    for allocation in allocations:
        taken = min(surplus, allocation.amount)
        _set(allocation, allocation.amount - taken)
        surplus -= taken
    void_of_document(document, actor=actor)
    # A smaller document that money still pays keeps its dues confirmed.
    if not document.allocations.exists():
        _unconfirm([document], actor)


def _set(allocation: Allocation, amount: Decimal) -> None:
    """Write the amount of an allocation; an allocation of nothing is deleted."""
    if amount:
        Allocation.objects.filter(pk=allocation.pk).update(amount=amount)
    else:
        allocation.delete()


def _pay(
    documents: "list[DocumentWithRest]", payments: "list[FreePayment]", actor: User | None
) -> None:
    """Spread free money over documents, both oldest first, and confirm the dues of those wholly paid."""
    free = {payment.pk: payment.amount - cents(payment.allocated) for payment in payments}
    for document in documents:
        rest = cents(document.rest)
        for payment in payments:
            part = min(rest, free[payment.pk])
            if part > 0:
                _allocate(payment, document, part)
                free[payment.pk] -= part
                rest -= part
        if not rest:
            _confirm(document, actor)


def _allocate(payment: Payment, document: Document, amount: Decimal) -> None:
    allocation, created = Allocation.objects.get_or_create(
        payment=payment, document=document, defaults={"amount": amount}
    )
    if not created:
        _set(allocation, allocation.amount + amount)


def _confirm(document: Document, actor: User | None) -> None:
    """Confirm the dues of a document that is wholly paid, on the day of its last payment."""
    last = document.allocations.aggregate(last=Max("payment__received_on"))["last"]
    for period in _dues(document).filter(paid_on=None):
        confirm_dues_paid(period, paid_on=last, actor=actor)


def _unconfirm(documents: Iterable[Document], actor: User | None) -> None:
    for document in documents:
        for period in _dues(document).filter(paid_on__isnull=False):
            unconfirm_dues(period, actor=actor)


def _dues(document: Document) -> QuerySet[DuesPeriod]:
    """The dues periods for which a call asks; none for another kind of document."""
    if document.kind != DocumentKind.DUES_CALL:
        return DuesPeriod.objects.none()
    called = document.lines.filter(dues_period__isnull=False).values("dues_period")
    return DuesPeriod.objects.filter(pk__in=called).select_related("member")
