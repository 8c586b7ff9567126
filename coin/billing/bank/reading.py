"""Recognises the format of a statement file, and reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coin.billing.bank import camt, cfonb, csv_statement, mt940, ofx
from coin.billing.bank.statement import Statement, StatementError, checked

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 50_000

Reader = Callable[[bytes], list[Statement]]
READERS: dict[str, Reader] = {
    "camt.053": camt.read,
    "OFX": ofx.read,
    "MT940": mt940.read,
    "CFONB120": cfonb.read,
}
CSV = "CSV"


@dataclass(frozen=True)
class Reading:
    """The statements of a file, and the name of its format."""

    format: str
    statements: list[Statement]


def read(content: bytes, columns: Mapping[str, str] | None = None) -> Reading:
    """The statements of a file, whole and plausible. `columns`: {column: field} of a CSV.

    Writes nothing. Raises StatementError when the file is empty, larger than 20 MB, longer than 50,000 lines, cut or
    damaged, or holds impossible dates or balances that do not add up; csv_statement.UnknownColumns when a person must
    tell the columns of a CSV.
    """
    if not content.strip():
        raise StatementError(_("This file is empty."))
    if len(content) > MOST_BYTES:
        raise StatementError(_("This file is larger than 20 MB."))
    kind = format_of(content)
    statements = csv_statement.read(content, columns) if kind == CSV else READERS[kind](content)
    if sum(len(statement.lines) for statement in statements) > MOST_LINES:
        raise StatementError(
            _("This file has more than %(most)s lines: give it in parts.") % {"most": MOST_LINES}
        )
    return Reading(kind, [checked(statement) for statement in statements])


def format_of(content: bytes) -> str:
    """The name of the format (a key of READERS, or CSV), by how the file begins; CSV for anything else."""
    start = content[:4000].lstrip(b"\xef\xbb\xbf \r\n\t")
    if b"OFXHEADER" in start or b"<OFX>" in start.upper():
        return "OFX"
    if start.startswith(b"<"):
        return "camt.053"
    if b":20:" in start and b":25:" in start:
        return "MT940"
    # A CSV may begin with a date such as 01/02/2026, but a CFONB record is long and holds no semicolon. The margin of
    # 20 is for spaces lost at the end of the line.
    first = start.splitlines()[0] if start else b""
    if first.startswith(b"01") and len(first) >= cfonb.LENGTH - 20 and b";" not in first:
        return "CFONB120"
    return CSV
