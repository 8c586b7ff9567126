"""The cash book: cash that members gave, cash given back, cash paid in at the bank, and the balance of the cash box."""

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
    """Cash in (positive) or out, and the balance of the cash box after it (`held`), in euros.

    The movement is a payment or a bank line.
    """

    on: date
    amount: Decimal
    held: Decimal
    payment: Payment | None = None
    line: BankLine | None = None


@dataclass(frozen=True)
class Book:
    """The movements of a year, oldest first, between the balance of the cash box before them and after them."""

    year: int
    before: Decimal
    movements: list[Movement]

    @property
    def received(self) -> Decimal:
        return total(movement.amount for movement in self.movements if movement.payment)

    @property
    def paid_in(self) -> Decimal:
        """The cash that went to the bank, less the cash that was drawn from the bank."""
        return -total(movement.amount for movement in self.movements if movement.line)

    @property
    def after(self) -> Decimal:
        return self.movements[-1].held if self.movements else self.before


def book(year: int) -> Book:
    """The cash book of a civil year. Seven queries, whatever the number of movements. Computed, and stored nowhere."""
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


def _held(rows: list[Payment | BankLine], balance: Decimal) -> Iterator[Movement]:
    """Yield the movements with the balance after each. On one day, cash in comes before cash out."""
    for row in sorted(
        rows, key=lambda row_to_order: (_day(row_to_order), -_cash(row_to_order), row_to_order.pk)
    ):
        balance += _cash(row)
        payment, line = (row, None) if isinstance(row, Payment) else (None, row)
        yield Movement(_day(row), _cash(row), balance, payment, line)


def _day(row: Payment | BankLine) -> date:
    return row.received_on if isinstance(row, Payment) else row.booked_on


def _cash(row: Payment | BankLine) -> Decimal:
    """Cash that enters the box is positive. A deposit at the bank is positive for the bank, hence the minus sign."""
    return row.amount if isinstance(row, Payment) else -row.amount


def _opening(account: str) -> Decimal:
    """The cash in the box when coin took over from another tool, read from the opening balances."""
    rows = EntryLine.objects.filter(account=account, entry__source=EntrySource.OPENING)
    return cents(rows.aggregate(sum=Sum(F("debit") - F("credit")))["sum"] or ZERO)


def _sum(rows: "QuerySet[Any]") -> Decimal:
    return cents(rows.aggregate(sum=Sum("amount"))["sum"] or ZERO)
