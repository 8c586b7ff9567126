"""A pool's cells as the squares of an SVG: their places, their colours and their words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coin.network.pools.slot_map import Cell

COLUMNS = 32
STEP = 10
SIDE = 9


@dataclass(frozen=True)
class Square:
    """One square of the picture: its top left corner, its colour (`kind`, a class of the style sheet) and its words."""

    x: int
    y: int
    kind: str
    words: str


@dataclass(frozen=True)
class Picture:
    squares: list[Square]
    width: int
    height: int
    slots_per_square: int


def picture(cells: list[Cell]) -> Picture:
    """The picture of a pool's cells in their order, one square for each, 32 squares in a row.

    Each cell stands for `Cell.size` slots (single addresses or prefixes).
    """
    columns = min(COLUMNS, len(cells))
    rows = -(-len(cells) // COLUMNS)
    squares = [square(index, cell) for index, cell in enumerate(cells)]
    return Picture(squares, columns * STEP, rows * STEP, cells[0].size if cells else 1)


def square(index: int, cell: Cell) -> Square:
    row, column = divmod(index, COLUMNS)
    return Square(column * STEP, row * STEP, kind_of(cell), words_of(cell))


def kind_of(cell: Cell) -> str:
    """The class of the style sheet for a cell: used, else in quarantine, else wholly reserved, else free.

    Used cells have four depths, by the part that is used, so that a cell with a single used slot still shows.
    """
    if cell.used:
        # Rounded up: one used slot of a thousand is depth 1, never 0.
        return f"used used-{-(-4 * cell.used // cell.size)}"
    if cell.quarantined:
        return "quarantined"
    return "reserved" if cell.reserved >= cell.size else "free"


def words_of(cell: Cell) -> str:
    if cell.assignment is not None:
        member = cell.assignment.service.subscription.member
        return f"{cell.address}: {member}"
    if cell.size > 1:
        return _("from %(address)s: %(used)s used of %(size)s") % {
            "address": cell.address,
            "used": cell.used,
            "size": cell.size,
        }
    return f"{cell.address}: {_state(cell)}"


def _state(cell: Cell) -> str:
    if cell.quarantined:
        return _("in quarantine")
    if cell.reserved:
        return _("kept")
    return _("free") if cell.free else _("used")


def legend() -> Iterable[tuple[str, str]]:
    """The kinds of squares: (classes of the style sheet, words)."""
    return [
        ("used used-4", _("used")),
        ("quarantined", _("in quarantine")),
        ("free", _("free")),
        ("reserved", _("kept")),
    ]
