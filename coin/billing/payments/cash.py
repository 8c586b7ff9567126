"""The cash book: cash that members gave, cash given back, cash paid in at the bank, and what is held."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from coin.billing import chart
from coin.billing.account_enums import AccountUse, EntrySource
from coin.billing.enums import BankLineState, PaymentMeans
from coin.billing.models import BankLine, EntryLine, Payment
from coin.core.money import ZERO, cents, total


@dataclass(frozen=True)
class Movement:
    """Cash in (positive) or out, and what is held after it. It is a payment, or a line of the bank."""

    on: date
    amount: Decimal
    held: Decimal
    payment: Payment | None = None
    line: BankLine | None = None


@dataclass(frozen=True)
class Book:
    """The movements of a year, oldest first, between what was held before and after."""

    year: int
    before: Decimal
    movements: list[Movement]

    @property
    def received(self) -> Decimal:
        return total(movement.amount for movement in self.movements if movement.payment)

    @property
    def paid_in(self) -> Decimal:
        """What went to the bank, less what was drawn from it."""
        return -total(movement.amount for movement in self.movements if movement.line)

    @property
    def after(self) -> Decimal:
        return self.movements[-1].held if self.movements else self.before


def book(year: int) -> Book:
    """The cash book of a civil year. Seven queries, whatever it holds."""
    account = chart.load().of(AccountUse.CASH)
    first = date(year, 1, 1)
    payments = Payment.objects.filter(means=PaymentMeans.CASH)
    lines = BankLine.objects.filter(state=BankLineState.FILED, filed_under=account)
    before = (
        _opening(account)
        + _sum(payments.filter(received_on__lt=first))
        - _sum(lines.filter(booked_on__lt=first))
    )
    rows = [
        *payments.filter(received_on__year=year).select_related("member", "reverses"),
        *lines.filter(booked_on__year=year).select_related("account"),
    ]
    return Book(year, before, list(_held(rows, before)))


def _held(rows: list[Payment | BankLine], held: Decimal) -> Iterator[Movement]:
    """Day by day, what comes in before what goes out."""
    for row in sorted(rows, key=lambda one: (_day(one), -_cash(one), one.pk)):
        held += _cash(row)
        payment, line = (row, None) if isinstance(row, Payment) else (None, row)
        yield Movement(_day(row), _cash(row), held, payment, line)


def _day(row: Payment | BankLine) -> date:
    return row.received_on if isinstance(row, Payment) else row.booked_on


def _cash(row: Payment | BankLine) -> Decimal:
    """Cash in: what the bank takes leaves the box."""
    return row.amount if isinstance(row, Payment) else -row.amount


def _opening(account: str) -> Decimal:
    """What another tool ended with."""
    rows = EntryLine.objects.filter(account=account, entry__source=EntrySource.OPENING)
    return cents(rows.aggregate(sum=Sum(F("debit") - F("credit")))["sum"] or ZERO)


def _sum(rows: "QuerySet[Any]") -> Decimal:
    return cents(rows.aggregate(sum=Sum("amount"))["sum"] or ZERO)
