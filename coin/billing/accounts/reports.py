"""Reports of the accounts: balances by account and by member, ledgers, debts by age, money in by month."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import DecimalField, F, Q, QuerySet, Sum, Value, Window
from django.db.models.functions import Coalesce, Round, TruncMonth

from coin.billing.balance import queries
from coin.billing.enums import DocumentKind
from coin.billing.models import Account, Allocation, Document, EntryLine, Payment
from coin.core.money import ZERO, cents, total

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations
AGES = (30, 60, 90)  # days late, where a column of the aged balance ends
_MONEY: "DecimalField[Any, Any]" = DecimalField(max_digits=14, decimal_places=2)


class Moved(TypedDict):
    """The columns that trial_balance adds to an Account."""

    debits: Decimal
    credits: Decimal
    balance: Decimal


class Running(TypedDict):
    """The column that ledger adds to an EntryLine."""

    balance: Decimal


if TYPE_CHECKING:
    AccountMoved = WithAnnotations[Account, Moved]
    LedgerLine = WithAnnotations[EntryLine, Running]


@dataclass(frozen=True)
class Aged:
    """The debt of one member, by days late: up to 30 (or not yet due), up to 60, up to 90, more."""

    member: Any
    parts: tuple[Decimal, Decimal, Decimal, Decimal]

    @property
    def total(self) -> Decimal:
        return total(self.parts)


@dataclass(frozen=True)
class Month:
    """Money in during a month. `start` is its first day; `sums`: the kind of document that it paid to euros.

    "" stands for the money that paid neither a call for dues nor an invoice.
    """

    start: date
    sums: Mapping[str, Decimal]

    @property
    def total(self) -> Decimal:
        return total(self.sums.values())


def trial_balance(since: date | None = None, until: date | None = None) -> "QuerySet[AccountMoved]":
    """Accounts that moved, with their `debits`, `credits` and `balance` from a day to a day, both included.

    By code. `balance` is debits less credits of these days. A day that is None sets no limit.
    """
    during = Q()
    if since:
        during &= Q(lines__entry__entry_on__gte=since)
    if until:
        during &= Q(lines__entry__entry_on__lte=until)
    rows = Account.objects.annotate(
        debits=_sum("lines__debit", during), credits=_sum("lines__credit", during)
    ).annotate(balance=_rounded(F("debits") - F("credits")))
    return rows.exclude(debits=ZERO, credits=ZERO).order_by("code")


def ledger(account: str) -> "QuerySet[LedgerLine]":
    """The lines of the account with this code by day, with the `balance` (debits less credits) after each."""
    order = [F("entry__entry_on").asc(), F("pk").asc()]
    running = Window(Sum(F("debit") - F("credit")), order_by=order)
    rows: QuerySet[EntryLine] = EntryLine.objects.filter(account=account)
    lines = rows.select_related("entry").annotate(balance=_rounded(running))
    return lines.order_by("entry__entry_on", "pk")


def members_balances() -> dict[str, Decimal]:
    """The balance of each member's account (debits less credits), by its number, 411 included (`auxiliary_of`).

    Members without an entry are left out. One query.
    """
    rows = EntryLine.objects.exclude(auxiliary="").order_by().values("auxiliary")
    sums = rows.annotate(sum=Sum(F("debit") - F("credit")))
    return {row["auxiliary"]: cents(row["sum"]) for row in sums}


def aged_balance(today: date) -> list[Aged]:
    """The debts of members by age on `today`, the largest debt first. One query.

    A debt is what is left to pay of the member's issued documents, each aged from its due day; a member's free credit
    is not deducted. Members who owe nothing are left out.
    """
    unpaid = queries.with_rest(Document.objects.issued()).filter(rest__gt=ZERO)
    parts: dict[int, list[Decimal]] = defaultdict(lambda: [ZERO] * 4)
    members = {}
    for document in unpaid.select_related("member").order_by():
        members[document.member_id] = document.member
        # A document without a due date is never late.
        late = (today - (document.due_on or today)).days
        age = sum(late > days for days in AGES)
        parts[document.member_id][age] += cents(document.rest)
    rows = [Aged(members[pk], (sums[0], sums[1], sums[2], sums[3])) for pk, sums in parts.items()]
    return sorted(rows, key=lambda aged: (-aged.total, aged.member.number))


def money_in(months: Iterable[date]) -> list[Month]:
    """Money in during each of these months (their first days), by the kind of document that it paid. Two queries.

    The kinds are calls for dues and invoices; "" is all the rest, among it the money that paid no document yet. Money
    sent back is deducted from the month in which it left.
    """
    starts = list(months)
    if not starts:
        return []
    first, end = min(starts), _following(max(starts))
    payments = Payment.objects.filter(received_on__gte=first, received_on__lt=end)
    paid = Allocation.objects.filter(payment__in=payments.values("pk"))
    totals = {row["month"]: cents(row["sum"]) for row in _by_month(payments, "received_on")}
    kinds: dict[date, dict[str, Decimal]] = defaultdict(dict)
    for row in _by_month(paid, "payment__received_on", "document__kind"):
        kinds[row["month"]][row["document__kind"]] = cents(row["sum"])
    return [_month(start, kinds[start], totals.get(start, ZERO)) for start in starts]


def months_until(day: date, count: int) -> list[date]:
    """The first days of `count` months in order, up to the month of `day`."""
    months = [day.replace(day=1)]
    while len(months) < count:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


def _month(start: date, kinds: Mapping[str, Decimal], money: Decimal) -> Month:
    claims = (DocumentKind.DUES_CALL, DocumentKind.INVOICE)
    sums = {str(kind): kinds.get(kind, ZERO) for kind in claims}
    return Month(start, sums | {"": money - total(sums.values())})


def _by_month(rows: "QuerySet[Any]", day: str, *by: str) -> "QuerySet[Any, dict[str, Any]]":
    grouped = rows.order_by().annotate(month=TruncMonth(day)).values("month", *by)
    sums: QuerySet[Any, dict[str, Any]] = grouped.annotate(sum=Sum("amount"))
    return sums


def _following(month: date) -> date:
    # No month has 32 days, and none has fewer than 28: 32 days after a first day is always in the month that follows.
    return (month + timedelta(days=32)).replace(day=1)


def _sum(column: str, during: Q) -> Any:
    return _rounded(Coalesce(Sum(column, filter=during), Value(ZERO), output_field=_MONEY))


def _rounded(expression: Any) -> Any:
    """In cents: SQLite adds decimals as floating numbers."""
    return Round(expression, precision=2, output_field=_MONEY)
