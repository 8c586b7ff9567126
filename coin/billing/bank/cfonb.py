"""CFONB 120, the French banks' statement: records of 120 characters (CFONB, "Relevé de compte sur support
informatique", 2004). 01 opens an account, 04 is a movement, 05 completes it, 07 closes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from coin.billing.bank.statement import Statement, StatementError, StatementLine
from coin.billing.bank.text import decoded

LENGTH = 120
# Slices below count positions from 0, the standard from 1.
# The last character of an amount holds its last digit and its sign.
SIGNS = {
    **{letter: (digit, 1) for digit, letter in enumerate("{ABCDEFGHI")},
    **{letter: (digit, -1) for digit, letter in enumerate("}JKLMNOPQR")},
}
# The qualifiers of 05 records that coin reads: the name of who pays or is paid, and words to keep.
NAMES = ("NPY", "NBE")
WORDS = ("LIB", "LCC", "LC2", "LCS", "RCN")


def read(content: bytes) -> list[Statement]:
    """One Statement for each 01…07. Raises StatementError at the record that is wrong, or when 07 is missing."""
    statements: list[Statement] = []
    opened: Statement | None = None
    for number, record in _records(content):
        kind = record[:2]
        if kind == "01":
            opened = Statement(_iban(record), opening=_amount(record, number))
        elif opened is None:
            raise _wrong(number)
        elif kind == "04":
            opened.lines.append(_movement(record, number))
        elif kind == "05" and opened.lines:
            opened.lines[-1] = _completed(opened.lines[-1], record)
        elif kind == "07":
            closing = _amount(record, number)
            statements.append(replace(opened, closing=closing, closing_on=_day(record, number)))
            opened = None
    if opened is not None or not statements:
        raise StatementError(_("This CFONB120 file is cut: its closing balance is missing."))
    return statements


def _records(content: bytes) -> Iterator[tuple[int, str]]:
    """Yield the records with their numbers, from 1. Some banks write no line ends."""
    text = decoded(content)
    lines = text.split("\n")
    if len(lines) == 1 and len(text) > LENGTH:
        lines = [text[start : start + LENGTH] for start in range(0, len(text), LENGTH)]
    for number, line in enumerate(lines, start=1):
        if line.strip():
            # Spaces at the end of a line may be lost on the way.
            yield number, line.ljust(LENGTH)


def _movement(record: str, number: int) -> StatementLine:
    return StatementLine(
        booked_on=_day(record, number),
        amount=_amount(record, number),
        label=" ".join(record[48:79].split()),
        reference=" ".join(record[104:120].split()),
        bank_reference=record[81:88].strip(),
    )


def _completed(line: StatementLine, record: str) -> StatementLine:
    """The line with what a 05 record adds; a record with an unknown qualifier adds nothing."""
    qualifier, words = record[45:48], " ".join(record[48:118].split())
    if qualifier in NAMES:
        return replace(line, name=words)
    if qualifier in WORDS:
        return replace(line, reference=f"{line.reference} {words}".strip())
    return line


def _iban(record: str) -> str:
    """The IBAN of the account, computed from the parts of a RIB; the bare number where they make no IBAN."""
    bank, branch, account = record[2:7], record[11:16], record[21:32].strip()
    try:
        return str(IBAN.generate("FR", bank_code=bank, branch_code=branch, account_code=account))
    except (SchwiftyException, ValueError):
        return account


def _amount(record: str, number: int) -> Decimal:
    text = record[90:104]
    # The amount has no decimal point: position 20 tells how many of its digits are decimals.
    decimals = int(record[19]) if record[19].isdigit() else 2
    digit, sign = SIGNS.get(text[-1:], (None, 0))
    if digit is None or not text[:-1].strip().isdigit():
        raise _wrong(number)
    return sign * Decimal(int(f"{text[:-1].strip()}{digit}")).scaleb(-decimals)


def _day(record: str, number: int) -> date:
    text = record[34:40]
    try:
        # The year has two digits.
        return date(2000 + int(text[4:6]), int(text[2:4]), int(text[:2]))
    except ValueError as error:
        raise _wrong(number) from error


def _wrong(number: int) -> StatementError:
    return StatementError(
        _("Line %(number)s of this CFONB120 file cannot be read.") % {"number": number}
    )
