"""A race: a row of the table of races."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

DONE, REFUSED = "done", "refused"
TWICE, ONCE = (DONE, DONE), (DONE, REFUSED)


@dataclass(frozen=True, kw_only=True)
class Race:
    """Two processes that write at the same instant: `first` has written and has not committed when `second` begins.

    Each act receives the scene that `set_up` returned, as it was before both: its rows may be out of date. The answer
    of an act is the text that it returns, or `done`; `refused` for a DomainError, the field for an InvalidInput, and
    the name of the class of any other exception.
    """

    lock: str  # the full name of the function that takes the lock
    case: str = ""  # tells apart the races about one lock
    set_up: Callable[[], Any]
    first: Callable[[Any], object]
    second: Callable[[Any], object] | None = None  # None: the same act as `first`
    answers: tuple[str, str] = TWICE
    # Reads the database afterwards; returns plain values, which travel as JSON.
    leaves: Callable[[Any], object]
    expected: object

    @property
    def name(self) -> str:
        """The lock's name in short, then the case: `billing.payments.record_payment`."""
        short = self.lock.removeprefix("coin.").replace(".services", "")
        return f"{short} {self.case}".strip()
