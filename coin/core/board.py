"""The work board: one line for each piece of work that waits, shown to the people who can act on it.

A room adds its lines in its `board.py`: a function that returns WorkLine objects, registered with the capability
that acting on them needs. Lines are computed, never stored.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.functional import Promise

MOST = 10  # lines of one list; the others are folded into one more
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class WorkLine:
    """A sentence, the page where a person acts on it, the words of its button, and since when the work waits.

    `key` names the work, and stays the same at each computation: a source and a number (`"members.dues:42"`). A line
    with a key can be taken by somebody (coin.core.claims); the last line of a folded list has none. `count` is how many
    pieces of work the line stands for.
    """

    text: "str | Promise"
    url: str
    button: "str | Promise"
    since: datetime | None = None
    count: int = 1
    key: str = ""
    # Tells of each holder of the capability whether they see the line (None: all of them do).
    only_for: Callable[[Any], bool] | None = None

    def is_for(self, user: Any) -> bool:
        return self.only_for is None or self.only_for(user)


@dataclass(frozen=True)
class Source:
    """A function that gives lines, their working group, and the capability that acting on them needs."""

    group: "str | Promise"
    capability: str
    lines: "Lines"


_sources: dict[str, Source] = {}


Lines = Callable[[], Iterable[WorkLine]]


def work(name: str, *, group: "str | Promise", capability: str) -> Callable[[Lines], Lines]:
    """Register a function that returns work lines. `group` is the working group they are shown under.

    With an empty `capability`, each line says by `only_for` who sees it. Raises ValueError when `name` is taken.
    """

    def declare(function: Lines) -> Lines:
        if name in _sources:
            raise ValueError(f"the work lines {name} are declared twice")
        _sources[name] = Source(group, str(capability), function)
        return function

    return declare


def sources() -> list[Source]:
    """Every source of lines."""
    return list(_sources.values())


def folded(
    rows: "models.QuerySet[Row]", line: Callable[[Row], WorkLine], rest: Callable[[int], WorkLine]
) -> list[WorkLine]:
    """A line for each of the first MOST (10) rows, in their order: nobody reads a long board.

    When there are more rows, one last line `rest(count)` stands for the `count` others.
    """
    # One row more than shown tells whether there are others; only then is a count needed.
    first = list(rows[: MOST + 1])
    if len(first) <= MOST:
        return [line(row) for row in first]
    return [*(line(row) for row in first[:MOST]), rest(rows.count() - MOST)]


def lines_for(user: Any) -> dict[str, list[WorkLine]]:
    """The lines that `user` may act on, by working group. The oldest line comes first, and its group before others.

    A group without a line is left out; lines without a `since` come last.
    """
    board: dict[str, list[WorkLine]] = {}
    for source in _sources.values():
        if not source.capability or user.has_capability(source.capability):
            visible = (line for line in source.lines() if line.is_for(user))
            board.setdefault(str(source.group), []).extend(visible)
    waiting = ((group, sorted(lines, key=_oldest_first)) for group, lines in board.items() if lines)
    return dict(sorted(waiting, key=lambda group_lines: _oldest_first(group_lines[1][0])))


def _oldest_first(line: WorkLine) -> tuple[bool, float]:
    """A sort key: lines by the instant since which they wait, then those that have none."""
    return (line.since is None, line.since.timestamp() if line.since else 0.0)
