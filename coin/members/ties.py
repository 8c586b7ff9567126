"""Ties between a member and the association besides membership: contracts for services, and money that is owed.

The rooms above know these ties, and register their answers here. A tie that selects members is a query expression, so
that a clock of coin.members.data.clocks stays one query for ten thousand members.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from coin.core.hooks import Hook

if TYPE_CHECKING:
    from coin.members.models import Member


@dataclass(frozen=True)
class Contracts:
    """The answers of the room that knows the contracts of members.

    `ever(key)`: the members who have, or had, a contract. `key` is the column of the filtered rows that holds the
    member: "pk" for rows of Member, "member_id" for rows that belong to one.
    `after(day, key)`: the members of whom a contract runs, or ended after that day.
    `last_end(member)`: the day on which the last of the contracts that are over ended; None when there is none.
    `run(member)`: whether a contract runs, which `last_end` does not tell.
    `ends_of(pks)`: the last end for many members at once, by primary key: None while a contract runs; members who
    never had a contract are left out.
    """

    ever: Callable[[str], Q]
    after: Callable[[date, str], Q]
    last_end: "Callable[[Member], date | None]"
    run: "Callable[[Member], bool]"
    ends_of: "Callable[[list[int]], dict[int, date | None]]"


# The answers about contracts, from the one room that knows them.
CONTRACTS = Hook[[], Contracts]()
# The members whose account is not settled on a day, and who could still be asked to pay, or be paid.
UNSETTLED = Hook[[date], Q]()
# `function(member, on=, actor=)` is called in the transaction that records a departure.
DEPARTURES = Hook[..., None]()

contracts = CONTRACTS.first


def unsettled(today: date) -> Q:
    """Members whose account is not settled (they owe, or are owed), and who could still be asked to pay, or be paid.

    An expression over Member; it matches nobody when no room answers.
    """
    # `pk__in=[]` matches nobody: with no room to answer, nobody is unsettled.
    return reduce(or_, UNSETTLED.all(today), Q(pk__in=[]))
