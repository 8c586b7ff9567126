"""The FEC (fichier des écritures comptables) of LPF art. A47 A-1: 18 columns, tabs, decimal commas, AAAAMMJJ days."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from coin.billing.accounts import books
from coin.billing.accounts.books import BookLine
from coin.core.errors import DomainError
from coin.core.models import Association

COLUMNS = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)
END = "\r\n"


def file_name(year: int) -> str:
    """The SIREN, "FEC", and the last day of the year. Raises DomainError while the association has no SIREN."""
    siren = Association.current().siren
    if not siren:
        raise DomainError(
            _("The file is named after the association’s SIREN: give it in the settings.")
        )
    return f"{siren}FEC{year}1231.txt"


def text(year: int) -> str:
    """The whole file as text; nothing is stored. Raises as `books.check_year`: InvalidInput on `year`, DomainError."""
    books.check_year(year)
    return "".join(lines(books.of_year(year)))


def lines(rows: Iterable[BookLine]) -> Iterator[str]:
    """Yield the header, then one line of the file for each row, with their line ends. `rows`: see `books.of_year`."""
    yield "\t".join(COLUMNS) + END
    for row in rows:
        yield "\t".join(_cell(column) for column in _columns(row)) + END


def _columns(row: BookLine) -> tuple[str, ...]:
    return (
        row.journal,
        row.journal_label,
        str(row.number),
        _day(row.on),
        row.account,
        row.account_label,
        row.auxiliary,
        row.auxiliary_label,
        row.piece,
        _day(row.piece_on),
        row.label,
        _amount(row.debit),
        _amount(row.credit),
        # EcritureLet and DateLet: coin does not match the lines of an account with one another (lettrage).
        "",
        "",
        _day(row.validated_on),
        # Montantdevise and Idevise: every amount is in euros.
        "",
        "",
    )


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _amount(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def _cell(words: str) -> str:
    """The words on one line, without the tab that separates columns."""
    return " ".join(words.split())
