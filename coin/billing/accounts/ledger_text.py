"""A year of entries as plain text for beancount or hledger, in which treasurers read, search and check accounts."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from coin.billing.accounts import books
from coin.billing.accounts.books import BookLine

# The root account by the first digit of a French account; other digits go to Assets. Class 4 holds debts beside claims:
# hledger and beancount accept both under Assets.
ROOTS = {"1": "Equity", "6": "Expenses", "7": "Income", "8": "Equity"}
BEANCOUNT, HLEDGER = "beancount", "hledger"


def text(year: int, form: str) -> str:
    """The whole file as text, in the format `form` (BEANCOUNT or HLEDGER); nothing is stored.

    Raises as `books.check_year`: InvalidInput on `year` for no year of the accounts, DomainError without any entry.
    """
    books.check_year(year)
    rows = list(books.of_year(year))
    return "".join(f"{line}\n" for line in FORMATS[form](rows, year))


def beancount(rows: list[BookLine], year: int) -> Iterator[str]:
    yield 'option "operating_currency" "EUR"'
    for account in sorted({_account(row) for row in rows}):
        yield f"{year}-01-01 open {account} EUR"
    for entry, lines in _entries(rows):
        yield ""
        yield f"{entry.on} * {_quoted(entry.piece)} {_quoted(entry.label)} #{entry.journal}-{entry.number}"
        for line in lines:
            yield f"  {_account(line)}  {line.debit - line.credit:.2f} EUR"


def hledger(rows: list[BookLine], year: int) -> Iterator[str]:
    yield "commodity 1000.00 EUR"
    for account, label in sorted({(_account(row), _account_label(row)) for row in rows}):
        yield f"account {account}  ; {label}"
    for entry, lines in _entries(rows):
        yield ""
        label = _plain(f"{entry.piece} | {entry.label}")
        yield f"{entry.on} * ({entry.journal}-{entry.number}) {label}"
        for line in lines:
            yield f"    {_account(line)}  {line.debit - line.credit:.2f} EUR"


FORMATS: dict[str, Callable[[list[BookLine], int], Iterator[str]]] = {
    BEANCOUNT: beancount,
    HLEDGER: hledger,
}


def _entries(rows: Iterable[BookLine]) -> Iterator[tuple[BookLine, list[BookLine]]]:
    """Yield each entry as its first line and all its lines, in order of day."""
    # groupby needs the lines of an entry side by side: books.of_year gives them in order of journal and number.
    whole = [
        list(lines) for _key, lines in groupby(rows, key=lambda row: (row.journal, row.number))
    ]
    for lines in sorted(whole, key=lambda lines: lines[0].on):
        yield lines[0], lines


def _account(row: BookLine) -> str:
    root = ROOTS.get(row.account[0], "Assets")
    return ":".join([root, row.account, *([row.auxiliary] if row.auxiliary else [])])


def _account_label(row: BookLine) -> str:
    return _plain(row.auxiliary_label or row.account_label)


def _plain(words: str) -> str:
    """The words on one line, without the semicolon that starts a comment."""
    return " ".join(words.replace(";", ",").split())


def _quoted(words: str) -> str:
    plain = " ".join(words.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
