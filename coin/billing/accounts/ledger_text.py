"""A year as plain text for beancount or hledger: what treasurers read, search and check with their own tools."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from coin.billing.accounts import books
from coin.billing.accounts.books import BookLine

# By the first digit of a French account; class 4 holds both sides, and hledger and beancount take it as assets.
ROOTS = {"1": "Equity", "6": "Expenses", "7": "Income", "8": "Equity"}
BEANCOUNT, HLEDGER = "beancount", "hledger"


def text(year: int, form: str) -> str:
    """The whole file in that format. Raises DomainError or InvalidInput on `year` when there is nothing to write."""
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
    """Each entry with its lines, by day."""
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
    """On one line, without what starts a comment."""
    return " ".join(words.replace(";", ",").split())


def _quoted(words: str) -> str:
    plain = " ".join(words.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
