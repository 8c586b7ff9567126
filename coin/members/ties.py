"""What ties a member to the association beside belonging: contracts for services, money. The rooms above know.

Each is an expression over Member, so that a clock over ten thousand members stays one query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

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


NOBODY = Q(pk__in=[])
_contracts = [
    Contracts(
        ever=lambda key: NOBODY,
        after=lambda day, key: NOBODY,
        last_end=lambda member: None,
        run=lambda member: False,
        ends_of=lambda pks: {},
    )
]
_accounts: list[Callable[[date], Q]] = []
_departures: list[Callable[..., None]] = []


def register_contracts(contracts: Contracts) -> None:
    """The room that knows of contracts says so, once."""
    _contracts[:] = [contracts]


def contracts() -> Contracts:
    """What is known of contracts; without a room above, nobody has one."""
    return _contracts[0]


def register_unsettled(function: Callable[[date], Q]) -> None:
    """The room that knows of money: those whose account is worth a look still, on a day."""
    if function not in _accounts:
        _accounts.append(function)


def unsettled(today: date) -> Q:
    """Members who owe, or are owed, and could still be asked or paid."""
    found = NOBODY
    for function in _accounts:
        found |= function(today)
    return found


def register_departure(function: Callable[..., None]) -> None:
    """`function(member, on=, actor=)` is called in the transaction that records a departure."""
    if function not in _departures:
        _departures.append(function)


def tell_departure(member: "Member", *, on: date, actor: Any) -> None:
    """The rooms above do what follows when a member is one no more."""
    for follow in _departures:
        follow(member, on=on, actor=actor)
