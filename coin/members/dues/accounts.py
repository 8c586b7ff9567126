"""What is left to pay for dues: a question that a room above answers, since it keeps the documents and payments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from coin.core.hooks import Hook
from coin.core.money import ZERO
from coin.members.models import DuesPeriod


@dataclass(frozen=True)
class DuesAccount:
    """The account of one member, as far as it matters to their dues; amounts in euros.

    `rests`: what is left to pay of each period that was called, by the period's primary key.
    `credit`: money received that pays nothing yet.
    `others`: debts besides dues, which payments settle first when they are older.
    `agreed`: the periods that a payment plan under way covers.
    """

    rests: Mapping[int, Decimal] = field(default_factory=dict)
    credit: Decimal = ZERO
    others: Decimal = ZERO
    agreed: frozenset[int] = frozenset()

    def rest(self, period: DuesPeriod) -> Decimal:
        """What is left to pay of a period, in euros: its whole total before it is called."""
        return self.rests.get(period.pk, period.total)

    def to_pay(self, periods: Sequence[DuesPeriod]) -> Decimal:
        """What is left to pay for these periods, less the member's credit; never below 0."""
        return max(ZERO, sum((self.rest(period) for period in periods), ZERO) - self.credit)


# The answer of the room above: the accounts of members, by their primary key, in a constant number of queries.
ACCOUNTS = Hook[[Sequence[int]], Mapping[int, DuesAccount]]()


def accounts_of(members: Sequence[int]) -> Mapping[int, DuesAccount]:
    """The accounts of members (primary keys), by primary key; a member who is absent owes all that was asked."""
    return ACCOUNTS.first(members) if members else {}
