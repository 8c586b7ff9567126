"""The attendance sheet of an assembly: one line a voter, with the proxies they gave or hold, and room to sign."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from coin.core.models import Association
from coin.members.assemblies.voters import Votes, sheet_name
from coin.members.models import Assembly

STYLE = Path(__file__).parent / "attendance_sheet.css"
TEMPLATE = "members/attendance_sheet.html"


@dataclass(frozen=True)
class Row:
    """A voter: their number and name, who votes for an organisation, who holds their proxy, and whose they hold.

    All are names; `represented_by` and `holder` are empty where there is none.
    """

    number: int
    name: str
    represented_by: str
    holder: str
    holds: list[str]


def rows(votes: Votes) -> Iterator[Row]:
    for voter in votes.voters:
        holder = votes.holder_of.get(voter.pk)
        yield Row(
            number=voter.number,
            name=sheet_name(voter),
            represented_by=represented_by(voter),
            holder=sheet_name(holder) if holder else "",
            holds=[sheet_name(giver) for giver in votes.held_by.get(voter.pk, [])],
        )


def represented_by(voter: Any) -> str:
    """The name of the person who votes for an organisation; empty for a person, who votes themself."""
    return str(voter.represented_by) if voter.kind == "organisation" else ""


def to_html(assembly: Assembly, votes: Votes) -> str:
    """The attendance sheet as an HTML page, with all the voters of `votes`, in the language in force."""
    return render_to_string(
        TEMPLATE,
        {
            "assembly": assembly,
            "association": Association.current(),
            "starts_at": timezone.localtime(assembly.starts_at),
            "rows": rows(votes),
            "voters": len(votes.voters),
            "proxies": len(votes.counting),
            "language": get_language(),
        },
    )


def to_pdf(assembly: Assembly) -> bytes:
    """The sheet as the bytes of a PDF in A4, with the voters and proxies of now. The same votes give the same bytes."""
    # Imported here: WeasyPrint takes a while to load.
    from coin.core import pdf

    return pdf.to_pdf(to_html(assembly, Votes.at(assembly)), STYLE)
