"""Reads a bank's CSV. No two banks write the same columns: coin guesses them by name, or a person tells them once."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.bank.statement import Statement, StatementError, StatementLine
from coin.billing.bank.text import decoded
from coin.core.digests import sha256
from coin.core.folding import normalise

FIELDS = {
    "date": gettext_lazy("Day"),
    "label": gettext_lazy("Label"),
    "amount": gettext_lazy("Amount (negative when money goes)"),
    "credit": gettext_lazy("Money in"),
    "debit": gettext_lazy("Money out"),
    "reference": gettext_lazy("Reference or message"),
    "name": gettext_lazy("Name of the other side"),
    "iban": gettext_lazy("IBAN of the other side"),
}
# The names that banks give to each column, without accents or capitals. The first column that fits wins.
NAMES = {
    "date": r"date( de)?( l'| d')? ?(operation|comptable|comptabilisation)|date|booking date|jour",
    "label": r"libelle( simplifie| de l'operation| operation)?|label|description|nature.*|intitule",
    "amount": r"montant.*|amount|valeur en euros?",
    "credit": r"credits?( ?\(?(eur|euros?)\)?)?|money in|recettes?",
    "debit": r"debits?( ?\(?(eur|euros?)\)?)?|money out|depenses?",
    "reference": r"(reference|informations? complementaires?|message|communication|motif|details?|memo).*",
    "name": r"(nom|contrepartie|emetteur|tiers|counterparty).*",
    "iban": r"iban.*",
}
DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d")
PREAMBLE = 30  # lines of chatter that some banks write before the header

Columns = Mapping[str, str]  # the field of a column, by the column’s name


@dataclass(frozen=True)
class Sheet:
    """The header, its digest (by which a mapping is remembered), and the rows with their line numbers.

    A row maps the name of a column to its cell.
    """

    columns: list[str]
    rows: list[tuple[int, dict[str, str]]]

    @property
    def digest(self) -> str:
        return sha256("\n".join(self.columns))


class UnknownColumns(StatementError):
    """coin cannot guess which column is which: a person tells it once. `sheet` holds the columns to choose from."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(_("Say which column of this file is the day, and which the amount."))
        self.sheet = sheet


def read(content: bytes, columns: Columns | None = None) -> list[Statement]:
    """The one Statement of the file; `columns` is {name of a column: key of FIELDS}, guessed when it is not given.

    Raises UnknownColumns, or StatementError at the line that is wrong.
    """
    sheet = open_sheet(content)
    fields = dict(columns or guessed(sheet.columns))
    if not is_enough(fields):
        raise UnknownColumns(sheet)
    lines = [line for number, row in sheet.rows if (line := _line(number, row, fields))]
    if not lines:
        raise StatementError(_("This file holds no line with a day and an amount."))
    return [Statement(iban="", lines=lines)]


def open_sheet(content: bytes) -> Sheet:
    """The table inside the file: its separator is guessed, and the lines before the header are skipped.

    Raises StatementError when no line has two cells.
    """
    text = decoded(content)
    rows = list(csv.reader(io.StringIO(text), delimiter=_separator(text)))
    start = next((i for i, row in enumerate(rows[:PREAMBLE]) if is_enough(guessed(row))), None)
    if start is None:
        # No header that coin can guess: the first line with several cells, for a person to say which is which.
        start = next((i for i, row in enumerate(rows) if len(row) > 1), None)
    if start is None:
        raise StatementError(_("coin reads camt.053, OFX, MT940, CFONB120 and CSV: this is none."))
    header = [cell.strip() for cell in rows[start]]
    return Sheet(header, list(_rows(header, rows, start)))


def guessed(header: list[str]) -> dict[str, str]:
    """The fields of the columns, {column: field}, guessed by the names that banks use.

    A column with no known name is left out; each field is guessed of one column at most.
    """
    fields: dict[str, str] = {}
    for field, pattern in NAMES.items():
        for column in header:
            if column not in fields and re.fullmatch(pattern, normalise(column)):
                fields[column] = field
                break
    return fields


def is_enough(fields: Columns) -> bool:
    """Whether these {column: field} tell a day, and an amount or money in or out."""
    known = set(fields.values())
    return "date" in known and ("amount" in known or bool({"credit", "debit"} & known))


def _separator(text: str) -> str:
    sample = text[:8000]
    counts = {mark: sample.count(mark) for mark in (";", "\t", ",")}
    # A comma may be a decimal comma: a semicolon or a tab wins as soon as there is one for each line.
    for mark in (";", "\t"):
        if counts[mark] >= sample.count("\n") > 0:
            return mark
    return max(counts, key=lambda mark: counts[mark])


def _rows(
    header: list[str], rows: list[list[str]], start: int
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, row in enumerate(rows[start + 1 :], start=start + 2):
        if any(cell.strip() for cell in row):
            yield number, dict(zip(header, (cell.strip() for cell in row), strict=False))


def _line(number: int, row: Columns, fields: Columns) -> StatementLine | None:
    values: dict[str, str] = {}
    for column, field in fields.items():
        values[field] = " ".join((row.get(column) or "").split())
    amount = _amount_of(number, values)
    if not values.get("date") and amount is None:
        return None  # a total or a word below the table
    if not values.get("date") or amount is None:
        raise StatementError(_("Line %(number)s has no day or no amount.") % {"number": number})
    return StatementLine(
        booked_on=_day(number, values["date"]),
        amount=amount,
        label=values.get("label", ""),
        name=values.get("name", ""),
        iban=values.get("iban", "").replace(" ", ""),
        reference=values.get("reference", ""),
    )


def _amount_of(number: int, values: Columns) -> Decimal | None:
    if values.get("amount"):
        return _amount(number, values["amount"])
    # Money out may bear a minus sign or not in its own column: the column alone gives the sign.
    if values.get("credit"):
        return abs(_amount(number, values["credit"]))
    if values.get("debit"):
        return -abs(_amount(number, values["debit"]))
    return None


def _amount(number: int, text: str) -> Decimal:
    """The amount in `1 234,56`, `1.234,56`, `1,234.56` or `-12.5 €`: of two marks, the last is the decimal one."""
    bare = re.sub(r"[^\d,.+-]", "", text)
    if "," in bare and "." in bare:
        bare = bare.replace("." if bare.rfind(",") > bare.rfind(".") else ",", "")
    try:
        return Decimal(bare.replace(",", "."))
    except InvalidOperation as error:
        raise StatementError(
            _("Line %(number)s: “%(text)s” is not an amount.") % {"number": number, "text": text}
        ) from error


def _day(number: int, text: str) -> date:
    for form in DAYS:
        try:
            # A time may follow the day.
            return datetime.strptime(text[:10].strip(), form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise StatementError(
        _("Line %(number)s: “%(text)s” is not a date.") % {"number": number, "text": text}
    )
