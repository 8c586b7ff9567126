"""Money in by month as the lines of an SVG, from zero: one line for each kind, with its name at its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.formats import date_format

from coin.billing.accounts.reports import Month
from coin.core.money import ZERO, euros

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 80, 150, 14, 28
LABEL_STEP = 16  # two names closer than this would cover one another


@dataclass(frozen=True)
class Tick:
    """A label along an axis: its place along that axis, in units of the SVG, and its words."""

    at: float
    words: str


@dataclass(frozen=True)
class PlotLine:
    """The line of one kind of money: its points (“x,y x,y...” for SVG), and its name beside the last point.

    `kind` is the class of the style sheet that colours the line; `label_y` is the height of the name.
    """

    kind: str
    name: str
    points: str
    label_y: float


@dataclass(frozen=True)
class Plot:
    lines: list[PlotLine]
    months: list[Tick]
    amounts: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    foot: int = HEIGHT - 8
    label_x: int = WIDTH - RIGHT + 8


def plot(months: Sequence[Month], names: Mapping[str, str]) -> Plot:
    """The plot of these months, at least one, the oldest first.

    `names` gives the words of each kind (a key of `Month.sums`), in the order of the colours.
    """
    sums = [amount for month in months for amount in month.sums.values()]
    low, high = _bounds(sums)
    lines = [
        PlotLine(
            kind=f"plot-{rank}",
            name=name,
            points=" ".join(
                f"{_x(index, len(months)):.1f},{_y(month.sums[kind], low, high):.1f}"
                for index, month in enumerate(months)
            ),
            label_y=_y(months[-1].sums[kind], low, high),
        )
        for rank, (kind, name) in enumerate(names.items(), start=1)
    ]
    steps = (low, ZERO, high) if low else (ZERO, high / 2, high)
    return Plot(
        _apart(lines),
        [Tick(_x(i, len(months)), date_format(month.start, "M")) for i, month in enumerate(months)],
        [Tick(_y(amount, low, high), euros(amount)) for amount in steps],
    )


def _bounds(sums: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """The lower and the upper end of the axis of amounts.

    The lower is zero, or a round number below it in months when more was sent back than came; the upper is a round
    number that no amount exceeds, 100 when no amount is above zero.
    """
    return -_round_above(-min(sums, default=ZERO)), _round_above(
        max(sums, default=ZERO)
    ) or Decimal(100)


def _round_above(amount: Decimal) -> Decimal:
    """The smallest of 1, 2, 5, 10, 20, 50... that is not below the amount; zero for zero and amounts below it."""
    if amount <= 0:
        return ZERO
    unit = Decimal(1)
    while unit * 10 < amount:
        unit *= 10
    return next(unit * step for step in (1, 2, 5, 10) if unit * step >= amount)


def _x(index: int, count: int) -> float:
    # A single month has no step: it stands at the left.
    return LEFT + index * (WIDTH - LEFT - RIGHT) / max(1, count - 1)


def _y(amount: Decimal, low: Decimal, high: Decimal) -> float:
    part = float((amount - low) / (high - low))
    return TOP + (1 - part) * (HEIGHT - TOP - BOTTOM)


def _apart(lines: Sequence[PlotLine]) -> list[PlotLine]:
    """The lines, the highest name first, with names that would cover another one moved down. Changes only `label_y`."""
    placed: list[PlotLine] = []
    for line in sorted(lines, key=lambda plot_line: plot_line.label_y, reverse=True):
        above = placed[-1].label_y - LABEL_STEP if placed else float(HEIGHT)
        at = min(line.label_y, above)
        placed.append(replace(line, label_y=at))
    return placed
