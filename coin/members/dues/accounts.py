"""What is left to pay for dues. Documents and payments are kept in a room above, which tells this one how to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from coin.core.hooks import Hook
from coin.core.money import ZERO
from coin.members.models import DuesPeriod


@dataclass(frozen=True)
class DuesAccount:
    """`rests`: what is left to pay of the periods that were called, by primary key.

    `credit`: money that pays nothing yet; `others`: what is owed besides dues, which payments settle first when older;
    `agreed`: the periods that a payment plan under way is about.
    """

    rests: Mapping[int, Decimal] = field(default_factory=dict)
    credit: Decimal = ZERO
    others: Decimal = ZERO
    agreed: frozenset[int] = frozenset()

    def rest(self, period: DuesPeriod) -> Decimal:
        """What is left to pay of a period: all of it before it is called."""
        return self.rests.get(period.pk, period.total)

    def to_pay(self, periods: Sequence[DuesPeriod]) -> Decimal:
        """What is left to pay for these periods, the member's credit taken off."""
        return max(ZERO, sum((self.rest(period) for period in periods), ZERO) - self.credit)


# The accounts of members, by their primary key, in a constant number of queries.
ACCOUNTS = Hook[[Sequence[int]], Mapping[int, DuesAccount]]()


def accounts_of(members: Sequence[int]) -> Mapping[int, DuesAccount]:
    """What is left to pay, for members by their primary key; one who is not there owes all that was asked."""
    return ACCOUNTS.first(members) if members else {}
