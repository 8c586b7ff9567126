"""A file's bytes as a table: its encoding, its separator, its lines. No database here."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import charset_normalizer
from django.utils.translation import gettext as _

from coin.core.errors import InvalidInput

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 20_000
MOST_COLUMNS = 100
SEPARATORS = ";,\t|"
SAMPLE = 16 * 1024
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods are zips, xls is an OLE file
OTHER_UNICODE = (b"\xff\xfe", b"\xfe\xff")
# "é" in UTF-8, read as Windows-1252 and written as UTF-8 again, gives "Ã©": two programs disagreed on the encoding.
TWICE_ENCODED = re.compile("Ã[\u0080-¿ŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Sheet:
    """A header, and each line's number in the file with its cells. `encoding` and `separator` are shown to the person.

    `is_odd`: the text looks as if it had been encoded twice.
    """

    columns: list[str]
    rows: list[Row]
    encoding: str
    separator: str
    is_odd: bool = False


def read(data: bytes) -> Sheet:
    """The table that a CSV file holds; empty lines are left out.

    Raises InvalidInput on `file`, with a sentence that says what to do: over 5 MB, 20,000 lines or 100 columns, a
    spreadsheet, no text, no line under the header, an open quote.
    """
    if len(data) > MOST_BYTES:
        raise _refused(_("This file is too big: 5 MB at most."))
    text, encoding = decode(data)
    separator = separator_of(text)
    rows = _rows(text, separator)
    columns = _header(next(rows, (0, []))[1])
    body = [row for row in rows if any(cell.strip() for cell in row[1])]
    if not body:
        raise _refused(_("This file holds a header and no line."))
    return Sheet(columns, body, encoding, separator, bool(TWICE_ENCODED.search(text)))


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8 when the bytes allow it, else a western encoding.

    Raises InvalidInput on `file` for what is no text: empty, a spreadsheet, UTF-16, control characters.
    """
    _refuse_other_files(data)
    if data.startswith(b"\xef\xbb\xbf"):
        return _checked(_utf8(data[3:]), "UTF-8-BOM")
    try:
        return _checked(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _western(data)


def separator_of(text: str) -> str:
    """Semicolon, comma, tab or bar: the answer of the csv module's sniffer, unless the header has no such sign.

    Then, or when the sniffer fails, it is the sign that the header has most of.
    """
    header = text.lstrip().partition("\n")[0]
    most = max(SEPARATORS, key=header.count)
    try:
        sniffed = csv.Sniffer().sniff(text[:SAMPLE], delimiters=SEPARATORS).delimiter
    except csv.Error:
        return most
    return sniffed if sniffed in header else most


def _refuse_other_files(data: bytes) -> None:
    if not data.strip():
        raise _refused(_("This file is empty."))
    if data.startswith(SPREADSHEETS):
        raise _refused(
            _("This is a spreadsheet: open it and save it as CSV (UTF-8), then send that file.")
        )
    if data.startswith(OTHER_UNICODE):
        raise _refused(_("This file is in UTF-16: save it as CSV (UTF-8), then send that file."))
    if b"\0" in data:
        raise _not_text()


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        words = _(
            "This file says it is UTF-8, and line %(line)s is not: save it again as CSV (UTF-8)."
        )
        raise _refused(words % {"line": line}) from error


def _western(data: bytes) -> tuple[str, str]:
    """The text of bytes that are not UTF-8, and the name of its encoding: Windows-1252 or Latin-1, which French
    programs wrote before UTF-8.

    Raises InvalidInput on `file` for what is no text.
    """
    match = charset_normalizer.from_bytes(data, cp_isolation=["cp1252", "latin_1"]).best()
    if match is None:
        raise _not_text()
    # The bytes 80 to 9F are letters and signs in Windows-1252, control characters in Latin-1.
    windows = any(0x80 <= byte < 0xA0 for byte in data)
    name, label = ("cp1252", "CP1252") if windows else ("latin_1", "Latin-1")
    try:
        return _checked(data.decode(name), label)
    except UnicodeDecodeError as error:
        raise _not_text() from error


def _checked(text: str, encoding: str) -> tuple[str, str]:
    odd = {
        letter
        for letter in set(text) - set("\t\r\n")
        if unicodedata.category(letter) == "Cc" or letter == "\N{REPLACEMENT CHARACTER}"
    }
    if odd:
        raise _not_text()
    return text, encoding


def _rows(text: str, separator: str) -> Iterator[Row]:
    """Each row with the number of its first line in the file: a cell may hold several lines."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for count, cells in enumerate(lines):
            if count > MOST_LINES:
                words = _("This file has more than %(most)s lines: cut it in several.")
                raise _refused(words % {"most": MOST_LINES})
            yield start, [cell.strip() for cell in cells]
            start = lines.line_num + 1
    except csv.Error as error:
        words = _("Line %(line)s cannot be read: a quote is left open, or a cell is too long.")
        raise _refused(words % {"line": start}) from error


def _header(cells: list[str]) -> list[str]:
    """The columns' names, each once: a name that comes again gets its position. Raises as `read`."""
    if not any(cells):
        raise _refused(_("The first line names the columns: this one is empty."))
    if len(cells) > MOST_COLUMNS:
        raise _refused(_("This file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:80] or _("Column %(number)s") % {"number": position}
        names.append(f"{name} ({position})" if name in names else name)
    return names


def _not_text() -> InvalidInput:
    return _refused(_("This file is no text that coin can read: save it as CSV (UTF-8)."))


def _refused(words: str) -> InvalidInput:
    return InvalidInput(words, field="file")
