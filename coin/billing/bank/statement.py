"""A bank statement as coin reads it, whatever the format of its file."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core.errors import InvalidInput
from coin.core.money import ZERO, cents, euros, total

OLDEST = date(1990, 1, 1)  # an earlier day is a mistake of reading


class StatementError(InvalidInput):
    """The file is no statement that coin can take in: the sentence says why. Nothing of it is kept."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


@dataclass(frozen=True)
class StatementLine:
    """One movement: `amount` in euros, positive when money came; `label` as the bank wrote it, on one line.

    `bank_reference` is the bank's own. `name` and `iban` are the other side's when the format tells them, `reference`
    is the payer's message to us.
    """

    booked_on: date
    amount: Decimal
    label: str = ""
    name: str = ""
    iban: str = ""
    reference: str = ""
    bank_reference: str = ""

    @property
    def text(self) -> str:
        """All words of the line, for matching and for people."""
        return " ".join(" ".join([self.name, self.label, self.reference]).split())


@dataclass(frozen=True)
class Statement:
    """The movements of one account over some days.

    `opening` and `closing` are the balances in euros,
    None where the format tells none; `closing_on` is the day of the closing one. `iban` may be a part of the IBAN, or
    empty, where the format holds no more.
    """

    iban: str
    lines: list[StatementLine] = field(default_factory=list)
    opening: Decimal | None = None
    closing: Decimal | None = None
    closing_on: date | None = None

    @property
    def starts_on(self) -> date | None:
        return min((line.booked_on for line in self.lines), default=None)

    @property
    def ends_on(self) -> date | None:
        """The last day of the statement: that of its closing balance or of its last line, whichever is later.

        None without either.
        """
        days = [line.booked_on for line in self.lines]
        return max([*days, *([self.closing_on] if self.closing_on else [])], default=None)


def checked(statement: Statement) -> Statement:
    """The statement itself. Raises StatementError when a date cannot be, or the balances do not add up (a cut file)."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    for line in statement.lines:
        if not OLDEST <= line.booked_on <= tomorrow:
            raise StatementError(
                _("A line of %(amount)s is dated %(day)s, which cannot be.")
                % {"amount": euros(line.amount), "day": line.booked_on.isoformat()}
            )
    if statement.opening is not None and statement.closing is not None:
        _check_balances(statement, statement.opening, statement.closing)
    return statement


def _check_balances(statement: Statement, opening: Decimal, closing: Decimal) -> None:
    moved = cents(total(line.amount for line in statement.lines) or ZERO)
    if cents(opening + moved) != cents(closing):
        raise StatementError(
            _(
                "This statement is not whole: it begins at %(opening)s, its lines make %(moved)s, and it ends at "
                "%(closing)s. Ask the bank for it again."
            )
            % {"opening": euros(opening), "moved": euros(moved), "closing": euros(closing)}
        )
