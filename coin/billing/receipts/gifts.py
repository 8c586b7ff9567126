"""The gifts among the money received: a tax receipt is for a gift on a document that is wholly paid."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from coin.billing.balance import queries
from coin.billing.enums import DocumentState, LineItem, PaymentMeans, ReceiptKind
from coin.billing.models import Allocation, Document, Line, Payment, ReceiptPart
from coin.core.models import Association
from coin.core.money import ZERO, cents
from coin.members.models import Member

DUES = (LineItem.MONTHLY, LineItem.ENTRY_FEE)
# No euros of the member: help of the solidarity fund, and Ğ1.
NO_MONEY = (PaymentMeans.FUND, PaymentMeans.G1)


@dataclass(frozen=True)
class Gift:
    """The part of a payment that is a gift on a document."""

    payment: Payment
    document: Document
    amount: Decimal

    @property
    def key(self) -> tuple[int, int]:
        """The payment and the document: no two gifts have both in common."""
        return self.payment.pk, self.document.pk


def to_receipt(
    association: Association,
    *,
    member: Member | None = None,
    year: int | None = None,
    payment: Payment | None = None,
) -> list[Gift]:
    """Gifts for which no tax receipt is in force, oldest payment first. Nothing is written.

    `member`, `year` (that of the payment) and `payment` each narrow the search; None does not. A gift is the part of a
    payment on a wholly paid document; help of the solidarity fund and Ğ1 are none.
    """
    documents = _with_gifts(association)
    if member:
        documents = documents.filter(member=member)
    if year:
        documents = documents.filter(allocations__payment__received_on__year=year).distinct()
    if payment:
        documents = documents.filter(allocations__payment=payment)
    # All payments of these documents are looked at, not only those asked for: the gift is what is paid last.
    paid_documents = list(documents)
    receipted = _receipted(paid_documents)
    gifts = [
        gift
        for gift in _gifts(paid_documents, association)
        if gift.key not in receipted
        and (year is None or gift.payment.received_on.year == year)
        and (payment is None or gift.payment.pk == payment.pk)
    ]
    return sorted(gifts, key=lambda gift: (gift.payment.received_on, gift.payment.pk))


def has_gift(payment: Payment) -> bool:
    """Whether the payment pays a document with a gift on it. One query."""
    given = _given_lines(Association.current())
    return given.filter(document__allocations__payment=payment).exists()


def _with_gifts(association: Association) -> "QuerySet[Document]":
    """Documents that are wholly paid and hold a gift, with their member and their payments."""
    given = _given_lines(association).filter(document=OuterRef("pk"))
    claims = Document.objects.issued().filter(Exists(given), kind__in=queries.CLAIMS)
    paid_by = Allocation.objects.select_related("payment")
    rows = queries.with_rest(claims).filter(rest=ZERO, paid__gt=ZERO).order_by("pk")
    return rows.select_related("member").prefetch_related(Prefetch("allocations", paid_by))


def _given_lines(association: Association) -> "QuerySet[Line]":
    """Lines that are gifts; and dues with their entry fee, where the settings say that they bring nothing in return."""
    given = Q(item=LineItem.GIFT)
    if association.donation_dues:
        # Subscriptions have monthly lines too: only lines of dues name a dues period.
        given |= Q(item__in=DUES, dues_period__isnull=False)
    return Line.objects.filter(given)


def _gifts(documents: list[Document], association: Association) -> Iterator[Gift]:
    amounts = _amounts(documents, association)
    for document in documents:
        yield from _of_document(document, amounts[document.pk])


def _amounts(documents: list[Document], association: Association) -> dict[int, Decimal]:
    """The gift in each document, less what issued credit notes took back, by the document's key; looking up one
    without a gift gives zero.

    Gifts are the lines of `_given_lines`: dues are among them when the settings of `association` say so. One query.
    """
    pks = [document.pk for document in documents]
    notes = Q(document__corrects__in=pks, document__state=DocumentState.ISSUED)
    lines = _given_lines(association).filter(Q(document__in=pks) | notes)
    amounts: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for pk, about, amount in lines.values_list("document", "document__corrects", "amount"):
        # A line of a credit note is negative, and counts on the document that it corrects.
        amounts[about or pk] += cents(amount)
    return amounts


def _of_document(document: Document, given: Decimal) -> Iterator[Gift]:
    """The gifts in the payments of a document.

    `given` is the sum of the gifts on it. What is asked is paid first, and the gift last. Payments that are no euros of
    the member come before the others, so they pay what is asked as far as they go.
    """
    allocations = sorted(document.allocations.all(), key=_order)
    asked = sum((cents(allocation.amount) for allocation in allocations), ZERO) - given
    for allocation in allocations:
        for_asked = min(asked, cents(allocation.amount))
        asked -= for_asked
        rest = cents(allocation.amount) - for_asked
        if rest > ZERO and allocation.payment.means not in NO_MONEY:
            yield Gift(allocation.payment, document, rest)


def _order(allocation: Allocation) -> tuple[bool, object, int]:
    """Payments that are no euros of the member first, then the oldest."""
    payment = allocation.payment
    return payment.means not in NO_MONEY, payment.received_on, payment.pk


def _receipted(documents: Iterable[Document]) -> set[tuple[int, int | None]]:
    """The key of each gift of these documents for which a tax receipt is in force."""
    parts = ReceiptPart.objects.filter(
        kind=ReceiptKind.DONATION, is_void=False, document__in=list(documents)
    )
    return set(parts.values_list("payment_id", "document_id"))
