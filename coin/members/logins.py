"""Names for accounts: portable on every server (POSIX), and taken by nobody.

A room above that gives logins of its own registers a function here, so that a suggestion is free everywhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import count, islice

from coin.members.models import User
from coin.members.search_text import normalise

MAX_LENGTH = 31  # of User.login and Service.login; utmp holds 32 bytes
FALLBACK = "member"

Taken = Callable[[list[str]], Iterable[str]]
_holders: list[Taken] = [
    lambda logins: User.objects.filter(login__in=logins).values_list("login", flat=True)
]


def register_holder(taken: Taken) -> None:
    """`taken(logins)` returns those of `logins` that are already in use in a room above."""
    if taken not in _holders:
        _holders.append(taken)


def suggest_login(name: str, *, suffix: str = "") -> str:
    """A free login made of a person's name: `camille-martin`, then `camille-martin2`. `suffix` is added by a hyphen.

    It is free when the question is asked: the column's uniqueness has the last word.
    """
    candidates = _candidates(_spelled(name), f"-{_spelled(suffix)}" if suffix else "")
    for size in count(start=3):
        batch = list(islice(candidates, 2**size))
        taken = {login for holder in _holders for login in holder(batch)}
        for login in batch:
            if login not in taken:
                return login
    raise AssertionError("count() has no end")


def _spelled(name: str) -> str:
    spelled = re.sub(r"[^a-z0-9]+", "-", normalise(name)).strip("-")
    return spelled.lstrip("0123456789-")


def _candidates(name: str, suffix: str) -> Iterator[str]:
    base = name if len(name + suffix) > 1 and name else FALLBACK
    for number in count(start=1):
        ending = suffix + (str(number) if number > 1 else "")
        yield base[: MAX_LENGTH - len(ending)].rstrip("-") + ending
