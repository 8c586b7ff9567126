"""A round: who is reminded on a day and of what, and who is not and why. No database here."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Generic, Self, TypeVar
from zlib import crc32

from coin.core.audit import Action


@dataclass(frozen=True)
class Due:
    """One mail to send. A room derives each kind of its mails from it.

    `step`: the step of the schedule that has come; None when the mail follows no schedule. `kind`: the kind of the
    mail. `act`: the act of the journal. `page`: the name of the portal's page that the mail leads to.
    """

    kind: ClassVar[str]
    act: ClassVar[Action]
    template: ClassVar[str]
    page: ClassVar[str]
    member: Any
    step: Any

    @property
    def title(self) -> str:
        """Under which words the mails are shown together."""
        return str(self.step)

    @property
    def amount(self) -> Decimal:
        """What the mail asks to pay, in euros."""
        raise NotImplementedError

    @property
    def day(self) -> date:
        """What {day} means in the volunteers' own words."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        """What is said once: two mails of one key are the same mail."""
        raise NotImplementedError

    @property
    def said(self) -> str:
        """All that the mail says, so that whoever pays meanwhile is not written to."""
        return f"{self.key} {self.member.email} {self.amount}"


DueT = TypeVar("DueT", bound=Due)


@dataclass(frozen=True)
class Odd:
    """Somebody whom the schedule would remind now, and why they are not."""

    member: Any
    reason: str
    step: Any = None


@dataclass(frozen=True)
class Round(Generic[DueT]):
    """What is to be sent on a day, in the schedule's order, and what is not. `more`: members not shown yet."""

    due: list[DueT] = field(default_factory=list)
    odd: list[Odd] = field(default_factory=list)
    more: int = 0

    @property
    def fingerprint(self) -> int:
        """A number that changes with whoever is written to and what they are told; 0 for nobody."""
        return crc32("\n".join(due.said for due in self.due).encode())

    def add(self, outcome: DueT | Odd) -> None:
        """Put a member among those who are written to, or those who are not."""
        if isinstance(outcome, Odd):
            self.odd.append(outcome)
        else:
            self.due.append(outcome)

    def first(self, most: int | None) -> Self:
        """The same round with `most` mails, all of them for None."""
        if most is None:
            return self
        return replace(self, due=self.due[:most], more=max(0, len(self.due) - most))
