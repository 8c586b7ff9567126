"""Reads SWIFT MT940 statements."""

from datetime import date
from decimal import Decimal
from typing import Any

import mt940
from django.utils.translation import gettext as _

from coin.billing.bank.statement import Statement, StatementError, StatementLine
from coin.billing.bank.text import decoded


def read(content: bytes) -> list[Statement]:
    """One Statement for each message (`:20:` to `:62F:`). Raises StatementError for a cut or other file."""
    # The library reads one message at a time: the file is cut where messages begin.
    blocks = [f":20:{block}" for block in decoded(content).split("\n:20:")[0:]]
    # The first block still bears its own `:20:`: the one added above goes again.
    blocks[0] = blocks[0].removeprefix(":20:")
    statements = [_statement(block) for block in blocks if ":25:" in block]
    if not statements:
        raise StatementError(_("This file is not a bank statement (MT940)."))
    return statements


def _statement(block: str) -> Statement:
    try:
        parsed = mt940.parse(block)
    except (RuntimeError, ValueError, ArithmeticError, KeyError) as error:
        raise StatementError(_("This MT940 file is cut or damaged.")) from error
    opening, closing = (parsed.data.get(f"final_{name}_balance") for name in ("opening", "closing"))
    if closing is None:
        raise StatementError(_("This MT940 file is cut: its closing balance is missing."))
    account = str(parsed.data.get("account_identification", "")).split("/")[-1]
    return Statement(
        iban="".join(account.split()),
        lines=[_line(movement.data) for movement in parsed if movement.data.get("amount")],
        opening=None if opening is None else _amount(opening.amount),
        closing=_amount(closing.amount),
        closing_on=_day(closing.date),
    )


def _line(data: dict[str, Any]) -> StatementLine:
    details = " ".join((data.get("transaction_details") or "").split())
    return StatementLine(
        # The day of entry bears no year in the format: the library guesses it. Else the value date stands for it.
        booked_on=_day(data.get("guessed_entry_date") or data["date"]),
        amount=_amount(data["amount"]),
        label=" ".join((data.get("extra_details") or details).split()),
        reference=" ".join(
            filter(None, [details, _given(data.get("customer_reference")), data.get("purpose")])
        ),
        name=" ".join((data.get("applicant_name") or "").split()),
        iban=(data.get("applicant_iban") or "").replace(" ", ""),
        bank_reference=data.get("bank_reference") or "",
    )


def _given(reference: str | None) -> str:
    """The reference; empty for NONREF, which the format wants where there is none."""
    return "" if reference in (None, "NONREF") else str(reference)


def _amount(amount: Any) -> Decimal:
    return Decimal(amount.amount)


def _day(day: Any) -> date:
    return date(day.year, day.month, day.day)
