"""The debts of members. Balance = issued documents − payments: a positive balance is owed by the member."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import (
    Case,
    CharField,
    DecimalField,
    Expression,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round
from django.utils import timezone

from coin.billing.balance import holds
from coin.billing.enums import DocumentKind, DocumentState, PaymentStatus
from coin.billing.models import Allocation, BankImport, Document, Payment
from coin.core.money import ZERO, cents
from coin.members.models import Member

_MONEY: "DecimalField[Any, Any]" = DecimalField(max_digits=12, decimal_places=2)
# The kinds of documents that ask for money.
CLAIMS = (DocumentKind.DUES_CALL, DocumentKind.INVOICE, DocumentKind.GIFT, DocumentKind.OPENING)


class Balance(TypedDict):
    """The column that with_balance adds to a Member."""

    balance: Decimal


class Rest(TypedDict):
    """The columns that with_rest adds to a Document, in euros: what credit notes took off (negative), paid, left."""

    credited: Decimal
    paid: Decimal
    rest: Decimal


class Listed(Rest):
    """The columns that documents_list adds to a Document: a PaymentStatus; the day of the last payment, once paid."""

    payment_status: str
    settled_on: date | None


class Allocated(TypedDict):
    """The column that free_payments adds to a Payment: the euros of it that pay documents."""

    allocated: Decimal


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    MemberWithBalance = WithAnnotations[Member, Balance]
    DocumentWithRest = WithAnnotations[Document, Rest]
    ListedDocument = WithAnnotations[Document, Listed]
    FreePayment = WithAnnotations[Payment, Allocated]


@dataclass(frozen=True)
class Totals:
    """The association's sums, each read on its own: documents − payments = balances, or something is wrong."""

    documents_total: Decimal
    payments_total: Decimal
    balances_total: Decimal


@dataclass(frozen=True)
class OwedDocument:
    """An issued document and what is left to pay of it."""

    document: "ListedDocument"
    rest: Decimal
    is_late: bool
    is_in_plan: bool = False


@dataclass(frozen=True)
class Owed:
    """The debt of a member: documents oldest first, the money they are ahead (`credit`), and the balance of both."""

    documents: list[OwedDocument]
    credit: Decimal
    balance: Decimal

    @property
    def next_due_on(self) -> date | None:
        """The first due day among the documents that no plan spreads over instalments; None without any."""
        due_days = [row.document.due_on for row in self.documents if not row.is_in_plan]
        return min((day for day in due_days if day), default=None)


def with_balance(members: "QuerySet[Member]") -> "QuerySet[MemberWithBalance]":
    """Annotate `balance` on members, as `balance` computes it: one expression, no query per row."""
    documents = Document.objects.issued().filter(member=OuterRef("pk"))
    payments = Payment.objects.filter(member=OuterRef("pk"))
    owed = _sum(documents, "member", "total") - _sum(payments, "member", "amount")
    return members.annotate(balance=_rounded(owed))


def balance(member: Member) -> Decimal:
    """What the member owes now: issued documents less payments, in euros; negative when they are ahead. Two queries."""
    documents = _total(Document.objects.issued().filter(member=member), "total")
    return documents - _total(Payment.objects.filter(member=member), "amount")


def totals() -> Totals:
    """The sums of documents, of payments and of balances, by three queries."""
    balances = with_balance(Member.objects.order_by())
    return Totals(
        documents_total=_total(Document.objects.issued(), "total"),
        payments_total=_total(Payment.objects.all(), "amount"),
        balances_total=_total(balances, "balance"),
    )


def owed_by_all() -> Decimal:
    """The debt of all members together, credits deducted: documents less payments. Two queries."""
    documents = _total(Document.objects.issued(), "total")
    return documents - _total(Payment.objects.all(), "amount")


def with_rest(documents: "QuerySet[Document]") -> "QuerySet[DocumentWithRest]":
    """Annotate `credited` (by credit notes, negative), `paid` and `rest` (left to pay), in euros.

    `rest` is zero for drafts and credit notes, and negative for a document that is overpaid.
    """
    notes = Document.objects.issued().filter(corrects=OuterRef("pk"))
    allocations = Allocation.objects.filter(document=OuterRef("pk"))
    rest = Case(
        When(
            state=DocumentState.ISSUED, kind__in=CLAIMS, then=F("total") + F("credited") - F("paid")
        ),
        default=Value(ZERO),
        output_field=_MONEY,
    )
    return documents.annotate(
        credited=_rounded(_sum(notes, "corrects", "total")),
        paid=_rounded(_sum(allocations, "document", "amount")),
    ).annotate(rest=_rounded(rest))


def documents_list(day: date | None = None) -> "QuerySet[ListedDocument]":
    """All documents, drafts too, with their member, `paid`, `rest`, `payment_status` (a PaymentStatus), `settled_on`.

    `day` (today by default) decides which are late; sums are those of now. `settled_on` is the day of the last payment
    of a document that is wholly paid.
    """
    today = day or timezone.localdate()
    settled = (
        Allocation.objects.filter(document=OuterRef("pk"))
        .values("document")
        .annotate(last=Max("payment__received_on"))
        .values("last")
    )
    rows = with_rest(Document.objects.select_related("member", "corrects"))
    return rows.annotate(
        payment_status=_status(today),
        settled_on=Case(When(rest=ZERO, then=Subquery(settled))),
    )


def member_documents(member: Member, day: date | None = None) -> "QuerySet[ListedDocument]":
    """The issued documents of a member, the newest first, with the columns of `documents_list`; `day` as there."""
    return documents_list(day).filter(member=member, state=DocumentState.ISSUED)


def owed(member: Member, day: date | None = None) -> Owed:
    """What the member owes now, document by document, the oldest first; `day` (today) decides which are late.

    Three queries.
    """
    today = day or timezone.localdate()
    unpaid = member_documents(member, today).filter(rest__gt=ZERO).order_by("issued_on", "pk")
    documents = [
        OwedDocument(
            document,
            cents(document.rest),
            is_late=document.payment_status == PaymentStatus.LATE,
            is_in_plan=document.payment_status == PaymentStatus.IN_PLAN,
        )
        for document in unpaid
    ]
    now = balance(member)
    return Owed(documents, sum((document.rest for document in documents), ZERO) - now, now)


def free_money(members: Iterable[int]) -> dict[int, Decimal]:
    """The part of these members' payments that pays no document, in euros, by primary key of the member. Two queries.

    `members` are primary keys. Members who never paid are left out.
    """
    pks = list(members)
    paid = Payment.objects.filter(member__in=pks)
    allocated = Allocation.objects.filter(payment__member__in=pks)
    free = _totals(paid, "member_id")
    for pk, amount in _totals(allocated, "payment__member_id").items():
        free[pk] -= amount
    return free


def free_payments(member: Member) -> "QuerySet[FreePayment]":
    """Payments that nothing reversed and that are not wholly allocated (`allocated` says how much is), oldest first."""
    allocations = Allocation.objects.filter(payment=OuterRef("pk"))
    rows: QuerySet[Payment] = Payment.objects.filter(member=member, reverses=None, reversed_by=None)
    allocated = rows.annotate(allocated=_rounded(_sum(allocations, "payment", "amount")))
    return allocated.filter(amount__gt=F("allocated")).order_by("received_on", "pk")


def bank_known_until() -> date | None:
    """The last day that the statements of every bank account cover; None before the first statement. One query.

    An account without any statement does not count.
    """
    last = BankImport.objects.values("account").annotate(day=Max("ends_on")).values_list("day")
    return min((day for (day,) in last.order_by()), default=None)


def _status(today: date) -> Case:
    nothing_due = Q(total__lte=-F("credited"))
    # The first condition that holds gives the status: a document that is paid is neither late nor in a plan.
    return Case(
        When(state=DocumentState.DRAFT, then=Value(PaymentStatus.DRAFT)),
        When(kind=DocumentKind.CREDIT_NOTE, then=Value(PaymentStatus.CREDITED)),
        When(nothing_due & Q(credited__lt=0), then=Value(PaymentStatus.CANCELLED)),
        When(rest__lte=0, then=Value(PaymentStatus.PAID)),
        When(holds.in_plan(), then=Value(PaymentStatus.IN_PLAN)),
        When(due_on__lt=today, then=Value(PaymentStatus.LATE)),
        When(paid__gt=0, then=Value(PaymentStatus.PARTLY)),
        default=Value(PaymentStatus.TO_PAY),
        output_field=CharField(),
    )


def _sum(rows: "QuerySet[Any]", by: str, column: str) -> Coalesce:
    """An expression: the sum of `column` over `rows` (which point to the outer row by `by`), zero without any."""
    sums = rows.order_by().values(by).annotate(sum=Sum(column)).values("sum")
    return Coalesce(Subquery(sums), Value(ZERO), output_field=_MONEY)


def _rounded(expression: Any) -> Expression:
    """In cents: SQLite adds decimals as floating numbers, whose noise would make a debt of nothing."""
    return Round(expression, precision=2, output_field=_MONEY)


def _totals(rows: "QuerySet[Any]", by: str) -> dict[int, Decimal]:
    sums = rows.order_by().values(by).annotate(sum=Sum("amount")).values_list(by, "sum")
    return {pk: cents(amount) for pk, amount in sums}


def _total(rows: "QuerySet[Any]", column: str) -> Decimal:
    return cents(rows.aggregate(sum=Sum(column))["sum"] or ZERO)
