"""A round of reminders: who is reminded of what on a day, and who is not and why. This module uses no database."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Generic, Self, TypeVar
from zlib import crc32

from coin.core.audit import Action


@dataclass(frozen=True)
class Due:
    """One mail to send. A room derives a class from it for each kind of its mails.

    `step`: the step of the schedule that has come; None when the mail follows no schedule. `kind`: the kind of the
    mail. `act`: the act of the journal. `template`: the mail's template. `page`: the name of the portal's page that
    the mail leads to.
    """

    kind: ClassVar[str]
    act: ClassVar[Action]
    template: ClassVar[str]
    page: ClassVar[str]
    member: Any
    step: Any

    @property
    def title(self) -> str:
        """The heading under which such mails are shown together."""
        return str(self.step)

    @property
    def amount(self) -> Decimal:
        """The amount that the mail asks for, in euros."""
        raise NotImplementedError

    @property
    def day(self) -> date:
        """The day that {day} stands for in the volunteers' own words."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        """The key of the mail: two mails of one key are the same mail, which is sent once."""
        raise NotImplementedError

    @property
    def said(self) -> str:
        """The content of the mail, in short: it changes when the member pays meanwhile."""
        return f"{self.key} {self.member.email} {self.amount}"


DueT = TypeVar("DueT", bound=Due)


@dataclass(frozen=True)
class Odd:
    """A member whom the schedule would remind now, and the reason why they are not reminded."""

    member: Any
    reason: str
    step: Any = None


@dataclass(frozen=True)
class Round(Generic[DueT]):
    """The mails to send on a day, in the schedule's order (`due`), and the members who get none (`odd`).

    `more`: how many mails `first` left out.
    """

    due: list[DueT] = field(default_factory=list)
    odd: list[Odd] = field(default_factory=list)
    more: int = 0

    @property
    def fingerprint(self) -> int:
        """A number that changes with the people and the content of their mails; 0 when there is no mail."""
        return crc32("\n".join(due.said for due in self.due).encode())

    def add(self, outcome: DueT | Odd) -> None:
        """Add a member to those who get a mail, or to those who get none."""
        if isinstance(outcome, Odd):
            self.odd.append(outcome)
        else:
            self.due.append(outcome)

    def first(self, most: int | None) -> Self:
        """A copy of the round with its first `most` mails, and every member who gets none; None keeps all mails."""
        if most is None:
            return self
        return replace(self, due=self.due[:most], more=max(0, len(self.due) - most))
