"""What a row of the table of races says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

DONE, REFUSED = "done", "refused"
TWICE, ONCE = (DONE, DONE), (DONE, REFUSED)


@dataclass(frozen=True, kw_only=True)
class Race:
    """Two processes that write at the same instant: `first` has written and has not committed when `second` begins.

    An act is given what `set_up` returned, as it was before both: a row in its hand is an old one. What each answers
    is the text that it returns, or `done`; `refused` for a DomainError, the field for an InvalidInput, and the name of
    any other exception.
    """

    lock: str  # the function that takes the lock, by its whole name
    case: str = ""  # which of the races about that lock
    set_up: Callable[[], Any]
    first: Callable[[Any], object]
    second: Callable[[Any], object] | None = None  # None: the same as the first
    answers: tuple[str, str] = TWICE
    leaves: Callable[[Any], object]  # what is read afterwards, of plain values
    expected: object

    @property
    def name(self) -> str:
        """The lock's, in short: `billing.payments.record_payment`."""
        short = self.lock.removeprefix("coin.").replace(".services", "")
        return f"{short} {self.case}".strip()
