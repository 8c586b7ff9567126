"""The dues that a line of the file says are paid, as a period. No database here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from coin.core.errors import InvalidInput
from coin.core.folding import normalise
from coin.core.money import cents
from coin.members.enums import PeriodKind
from coin.members.models import DuesPlan

Period = tuple[date, date, bool]  # starts on, ends on (exclusive), paid
A_YEAR = 12
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class NewDues:
    """A paid period to be recorded, not saved yet; the end is exclusive, the amount in euros."""

    plan: DuesPlan
    starts_on: date
    ends_on: date
    amount: Decimal
    paid_on: date


@dataclass
class Plans:
    """The association's plans, by name without accents or capitals, and the plan of lines that name none."""

    by_name: dict[str, DuesPlan] = field(default_factory=dict)
    default: DuesPlan | None = None

    @classmethod
    def of(cls, plans: Sequence[DuesPlan], default: DuesPlan | None = None) -> "Plans":
        return cls({normalise(plan.name): plan for plan in plans}, default)

    def find(self, name: str) -> DuesPlan:
        plan = self.by_name.get(normalise(name)) if name else self.default
        if plan is None and name:
            raise InvalidInput(_("There is no dues plan named “%(name)s”.") % {"name": name[:60]})
        if plan is None:
            raise InvalidInput(_("This line names no dues plan."))
        return plan


def last_paid(periods: Sequence[Period]) -> date | None:
    """The last day that is paid for (included), or None when no period is paid."""
    end = max((ends for _starts, ends, paid in periods if paid), default=None)
    return end - ONE_DAY if end else None


def dues_of(
    values: Mapping[str, Any], periods: Sequence[Period], plans: Plans, today: date
) -> NewDues | None:
    """The period that ends on the last day of the line, after those that coin has; None when coin has dues paid until
    that day already.

    `values` are the line's, by field (`dues_until` is the last day); `periods` are the member's. Nothing is written.
    The period is as long as its plan says, and begins no earlier than the end of the last paid one. A line without an
    amount gets the plan's advised amount. The period counts as paid on its first day, or today when that day is still
    to come. Raises InvalidInput when the plan is unknown, or unpaid dues of the same days wait in coin.
    """
    last: date = values["dues_until"]
    ends_on, paid = last + ONE_DAY, last_paid(periods)
    if paid and paid >= last:
        return None
    plan = plans.find(values.get("dues_plan", ""))
    months = plan.months if plan.period_kind == PeriodKind.ROLLING else A_YEAR
    starts_on = ends_on - relativedelta(months=months)
    if paid:
        starts_on = max(starts_on, paid + ONE_DAY)
    if any(starts < ends_on and ends > starts_on for starts, ends, _paid in periods):
        raise InvalidInput(
            _("Dues for these days wait to be paid in coin: mark them as paid there.")
        )
    amount = values.get("dues_amount")
    return NewDues(
        plan,
        starts_on,
        ends_on,
        cents(plan.advised if amount is None else amount),
        min(starts_on, today),
    )
