"""Amounts as horizontal bars of an SVG, from zero: one group of bars for each name, each bar with its amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from coin.core.money import ZERO, euros

WIDTH, LEFT, RIGHT = 420, 150, 80
BAR, GAP, TOP = 14, 14, 8
LONGEST = 20  # characters of a name beside the bars; the table below has the whole name


@dataclass(frozen=True)
class Bar:
    """The bar of one amount, in units of the SVG: its place, its length, and the amount in words at its end.

    `kind` is the class of the style sheet that colours the bar, `y` its top edge, `middle` the height of its middle,
    and `label_x` where its words begin.
    """

    kind: str
    y: float
    length: float
    middle: float
    label_x: float
    words: str


@dataclass(frozen=True)
class Group:
    name: str
    middle: float
    bars: list[Bar]


@dataclass(frozen=True)
class BarPlot:
    groups: list[Group]
    height: int
    width: int = WIDTH
    left: int = LEFT
    name_x: int = LEFT - 10


def bars(rows: Sequence[tuple[str, Sequence[Decimal]]]) -> BarPlot:
    """The plot of these rows (name, amounts). The first amount of each row has the first colour, and so on.

    The largest amount of all fills the width; an amount below zero has no bar, only its words.
    """
    most = max((amount for _name, amounts in rows for amount in amounts), default=ZERO)
    groups, y = [], float(TOP)
    for name, amounts in rows:
        group_bars = [_bar(rank, y, amount, most) for rank, amount in enumerate(amounts)]
        groups.append(Group(_short(name), y + len(amounts) * BAR / 2, group_bars))
        y += len(amounts) * BAR + GAP
    return BarPlot(groups, int(y))


def _bar(rank: int, y: float, amount: Decimal, most: Decimal) -> Bar:
    # A negative amount has no bar: its words stand at zero.
    part = float(max(amount, ZERO) / most) if most > 0 else 0.0
    length = part * (WIDTH - LEFT - RIGHT)
    top = y + rank * BAR
    middle = top + BAR / 2
    return Bar(f"plot-{rank + 1}", top, length, middle, LEFT + length + 6, euros(amount))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
