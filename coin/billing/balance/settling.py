"""Which payment pays which document. A matching, not a fact: payments and documents stay, this is redone.

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
    """Take back what documents hold too much, then pay the oldest ones from what is free.

    Call it in a transaction that locked the member. Dues are confirmed or not accordingly, and so is a payment plan.
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
    """`settle` once documents of these members are issued. Claims set no money free: without any, nothing moves."""
    moved = {
        document.member_id
        for document in documents
        if document.kind not in queries.CLAIMS or document.total < ZERO
    }
    moved |= {pk for pk, free in queries.free_money(members).items() if free != ZERO}
    for pk in sorted(moved):
        settle(members[pk], actor=actor)


def release(payment: Payment, *, actor: User | None) -> None:
    """Take a payment back from the documents it paid: they are due again, and so are dues."""
    documents = [
        allocation.document for allocation in payment.allocations.select_related("document")
    ]
    payment.allocations.all().delete()
    void_of_matching(payment, actor=actor)
    _unconfirm(documents, actor)


def _give_back(document: Document, surplus: Decimal, actor: User | None) -> None:
    """Free `surplus` from the latest payments of a document that a credit note made smaller."""
    held = document.allocations.order_by("-payment__received_on", "-payment_id")
    for allocation in held:
        taken = min(surplus, allocation.amount)
        _set(allocation, allocation.amount - taken)
        surplus -= taken
    void_of_document(document, actor=actor)
    if not document.allocations.exists():
        _unconfirm([document], actor)


def _set(allocation: Allocation, amount: Decimal) -> None:
    if amount:
        Allocation.objects.filter(pk=allocation.pk).update(amount=amount)
    else:
        allocation.delete()


def _pay(
    documents: "list[DocumentWithRest]", payments: "list[FreePayment]", actor: User | None
) -> None:
    """Spread free money over documents, both oldest first."""
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
    last = document.allocations.aggregate(last=Max("payment__received_on"))["last"]
    for period in _dues(document).filter(paid_on=None):
        confirm_dues_paid(period, paid_on=last, actor=actor)


def _unconfirm(documents: Iterable[Document], actor: User | None) -> None:
    for document in documents:
        for period in _dues(document).filter(paid_on__isnull=False):
            unconfirm_dues(period, actor=actor)


def _dues(document: Document) -> QuerySet[DuesPeriod]:
    if document.kind != DocumentKind.DUES_CALL:
        return DuesPeriod.objects.none()
    called = document.lines.filter(dues_period__isnull=False).values("dues_period")
    return DuesPeriod.objects.filter(pk__in=called).select_related("member")
