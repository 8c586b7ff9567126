"""Reads the entries of another tool from its CSV: a FEC, which every accounting tool writes, or a plain table.

A FEC (LPF, art. A47 A-1) names its 18 columns. In a plain table coin reads the columns whose French or English names it
knows: day, account, debit and credit are needed; journal, number, piece, label and the account's label are optional.
The lines of one entry share its journal, its number and its day; without a number, its journal, its piece and its day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coin.billing.account_enums import Journal
from coin.billing.models.entry import is_account_code
from coin.core.errors import InvalidInput
from coin.core.folding import normalise
from coin.core.money import ZERO, cents, total
from coin.members.importing import reading

# The names of each column, without accents, capitals or spaces. The first name that the header holds wins.
NAMES: Mapping[str, Sequence[str]] = {
    "journal": ("journalcode", "journal", "codejournal"),
    "number": ("ecriturenum", "numero", "number", "ecriture", "entry"),
    "on": ("ecrituredate", "date", "jour", "day"),
    "account": ("comptenum", "compte", "account", "numerodecompte"),
    "account_label": ("comptelib", "libelleducompte", "libellecompte", "accountlabel"),
    "piece": ("pieceref", "piece", "reference"),
    "label": ("ecriturelib", "libelle", "label", "description"),
    "debit": ("debit",),
    "credit": ("credit",),
}
NEEDED = ("on", "account", "debit", "credit")
DAYS = ("%Y%m%d", "%Y-%m-%d", "%d/%m/%Y")
PIECE_LENGTH, LABEL_LENGTH = 40, 250
# coin's journals, by the codes that other tools usually give to theirs. Any other journal goes to OTHER.
JOURNALS: Mapping[str, str] = {
    "VE": Journal.SALES,
    "VT": Journal.SALES,
    "BQ": Journal.BANK,
    "BA": Journal.BANK,
    "CA": Journal.CASH,
    "CS": Journal.CASH,
}


@dataclass
class OldEntry:
    """One entry of the other tool. `line`: its first line in the file; `postings`: (account, debit less credit).

    `journal` is one of coin's own journals. `gap` is zero when the entry is balanced.
    """

    line: int
    journal: str
    on: date
    piece: str
    label: str
    postings: list[tuple[str, Decimal]] = field(default_factory=list)

    @property
    def gap(self) -> Decimal:
        return total(amount for _account, amount in self.postings)


@dataclass(frozen=True)
class History:
    """The content of a file: its entries in order of day, and the labels of its accounts by their code."""

    entries: list[OldEntry]
    labels: dict[str, str]

    @property
    def starts_on(self) -> date:
        return self.entries[0].on

    @property
    def ends_on(self) -> date:
        return self.entries[-1].on

    @property
    def debits(self) -> Decimal:
        return total(
            amount for entry in self.entries for _account, amount in entry.postings if amount > ZERO
        )


def read(data: bytes) -> History:
    """The entries of a file, each balanced; writes nothing.

    Raises InvalidInput on `file`: no table, a needed column missing, no entry, or a line that cannot be read or begins
    an entry that is not balanced (the sentence names the line).
    """
    sheet = reading.read(data)
    columns = _columns(sheet.columns)
    entries_by_key: dict[tuple[str, ...], OldEntry] = {}
    labels: dict[str, str] = {}
    for number, cells in sheet.rows:
        row = {name: cells[at] for name, at in columns.items() if at < len(cells)}
        _add(entries_by_key, labels, number, row)
    # An entry whose every line is zero moves no money.
    filled = [entry for entry in entries_by_key.values() if entry.postings]
    if not filled:
        raise _refused(_("This file holds no entry."))
    entries = sorted(filled, key=lambda entry: (entry.on, entry.line))
    for entry in entries:
        if entry.gap:
            raise _refused(
                _("Line %(line)s: this entry is not balanced, by %(gap)s.")
                % {"line": entry.line, "gap": entry.gap}
            )
    return History(entries, labels)


def _columns(names: Sequence[str]) -> dict[str, int]:
    """The position of each known column in the header. Raises InvalidInput on `file` when a needed one is missing."""
    plain = [normalise(name).replace(" ", "") for name in names]
    # Reversed: the first name of a column is written last, over the others.
    positions = {
        wanted: plain.index(name)
        for wanted, known in NAMES.items()
        for name in reversed(known)
        if name in plain
    }
    lacking = [name for name in NEEDED if name not in positions]
    if lacking:
        raise _refused(
            _("coin needs a FEC, or columns named date, compte, debit, credit: one is lacking.")
        )
    return positions


def _add(
    entries_by_key: dict[tuple[str, ...], OldEntry],
    labels: dict[str, str],
    number: int,
    row: Mapping[str, str],
) -> None:
    """Add line `number` of the file to its entry, which the first of its lines creates. Fills the two mappings alone.

    `entries_by_key`: (journal, number or piece, day) to the entry; `labels`: code of an account to its label; `row`: a
    name of NAMES to the cell. Raises InvalidInput on `file` for a day, an account or an amount that cannot be read.
    """
    try:
        on, amount = _day(row["on"]), _amount(row["debit"]) - _amount(row["credit"])
        account = row["account"].upper()
        is_account_code(account)
    except (KeyError, ValueError, InvalidOperation, ValidationError) as error:
        words = _("Line %(line)s: a day, the number of an account and amounts are expected.")
        raise _refused(words % {"line": number}) from error
    code, piece = row.get("journal", ""), row.get("piece", "")
    key = (code, row.get("number") or piece, on.isoformat())
    entry = entries_by_key.setdefault(
        key,
        OldEntry(
            number,
            JOURNALS.get(code.upper(), Journal.OTHER),
            on,
            (piece or row.get("number", ""))[:PIECE_LENGTH] or f"H{number}",
            row.get("label", "")[:LABEL_LENGTH],
        ),
    )
    labels.setdefault(account, row.get("account_label", "")[:150])
    # A line of zero moves no money, and the database refuses it.
    if amount:
        entry.postings.append((account, amount))


def _day(text: str) -> date:
    for form in DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no hour)
        except ValueError:
            continue
    raise ValueError(text)


def _amount(text: str) -> Decimal:
    plain = "".join(text.replace("€", "").split()).replace(",", ".")
    amount = Decimal(plain) if plain else ZERO
    # "NaN" and "Infinity" are decimals to Python; an entry line holds ten digits before the decimal point.
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 10:
        raise InvalidOperation(text)
    return cents(amount)


def _refused(words: str) -> InvalidInput:
    return InvalidInput(words, field="file")
