"""What ties a member to the association beside belonging: contracts for services, money. The rooms above know.

Each is an expression over Member, so that a clock over ten thousand members stays one query.
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
    """`ever(key)`: they have, or had, a contract; `key` names the member in the rows asked about ("pk" over Member,
    "member_id" over what has one). `after(day, key)`: one runs, or ended after that day. `last_end(member)`: the
    end of the last one; None when they had none, or one runs, which `run(member)` says. `ends_of(members' numbers in
    the database)`: the same for many at once, those without a contract left out."""

    ever: Callable[[str], Q]
    after: Callable[[date, str], Q]
    last_end: "Callable[[Member], date | None]"
    run: "Callable[[Member], bool]"
    ends_of: "Callable[[list[int]], dict[int, date | None]]"


# What is known of contracts.
CONTRACTS = Hook[[], Contracts]()
# The members who owe, or are owed, on a day, and could still be asked or paid.
UNSETTLED = Hook[[date], Q]()
# `function(member, on=, actor=)` is called in the transaction that records a departure.
DEPARTURES = Hook[..., None]()

contracts = CONTRACTS.first


def unsettled(today: date) -> Q:
    """Members who owe, or are owed, and could still be asked or paid."""
    return reduce(or_, UNSETTLED.all(today), Q(pk__in=[]))
