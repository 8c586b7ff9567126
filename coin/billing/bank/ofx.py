"""Reads OFX 1 (SGML) and 2 (XML) as a tree, since the files of French banks are seldom valid to the letter.

ofxtools takes half a second to load, since its reader brings all of its models: it is imported when a file is read, and
not by each command and each process that answers pages.
"""

import io
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from coin.billing.bank.statement import Statement, StatementError, StatementLine


def read(content: bytes) -> list[Statement]:
    """One Statement per account. Raises StatementError when the file is cut or is not OFX."""
    from ofxtools.header import OFXHeaderError
    from ofxtools.Parser import OFXTree, ParseError

    tree = OFXTree()
    if b"</OFX>" not in content[-200:].upper():
        raise StatementError(_("This OFX file is cut: its end is missing."))
    try:
        tree.parse(io.BytesIO(content))
    except (ParseError, OFXHeaderError, UnicodeDecodeError, ValueError, IndexError) as error:
        raise StatementError(_("This OFX file is cut or damaged.")) from error
    root = tree.getroot()
    statements = [] if root is None else [_statement(stmtrs) for stmtrs in root.iter("STMTRS")]
    if not statements:
        raise StatementError(_("This OFX file holds no bank statement."))
    return statements


def _statement(stmtrs: Any) -> Statement:
    closing = _text(stmtrs, "LEDGERBAL/BALAMT")
    return Statement(
        iban=_iban(stmtrs),
        lines=[_line(movement) for movement in stmtrs.iter("STMTTRN")],
        closing=_amount(closing) if closing else None,
        closing_on=_day(_text(stmtrs, "BANKTRANLIST/DTEND") or _text(stmtrs, "LEDGERBAL/DTASOF")),
    )


def _iban(stmtrs: Any) -> str:
    """The IBAN of the account, computed from the parts of a French RIB that OFX gives; else the number as written."""
    bank, branch, account = (
        _text(stmtrs, f"BANKACCTFROM/{name}") for name in ("BANKID", "BRANCHID", "ACCTID")
    )
    # Some files give the IBAN itself as the number of the account.
    if account[:2].isalpha():
        return account
    try:
        return str(IBAN.generate("FR", bank_code=bank, branch_code=branch, account_code=account))
    except (SchwiftyException, ValueError):
        return account


def _line(transaction: Any) -> StatementLine:
    booked_on = _day(_text(transaction, "DTPOSTED"))
    if booked_on is None:
        raise StatementError(_("A line of this statement has no date."))
    name, memo = _text(transaction, "NAME"), _text(transaction, "MEMO")
    return StatementLine(
        booked_on=booked_on,
        amount=_amount(_text(transaction, "TRNAMT")),
        label=name,
        # Some files repeat the name as the memo.
        reference=memo if memo != name else "",
        bank_reference=_text(transaction, "FITID"),
    )


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ".").replace(" ", ""))
    except InvalidOperation as error:
        raise StatementError(_("“%(text)s” is not an amount.") % {"text": text}) from error


def _day(text: str) -> date | None:
    """The day of an OFX date (YYYYMMDD, with or without a time and a zone)."""
    if not text:
        return None
    try:
        return datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError as error:
        raise StatementError(_("“%(text)s” is not a date.") % {"text": text}) from error


def _text(element: Any, path: str) -> str:
    return " ".join((element.findtext(path) or "").split())
