"""What the directory should hold: a person for each account that acts for a member, and groups of them.

`members` holds those who represent a member in force; `service-vpn`, `service-line`… those who represent a member
with an active service of that type. A group of nobody does not exist.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from coin.members.enums import IN_FORCE, Standing
from coin.members.models import Member, Representative
from coin.subscriptions.enums import ServiceState
from coin.subscriptions.models import Service
from provisioning.directory.entries import Person, Tree

ALL_MEMBERS = "members"
ACTIVE, SUSPENDED = b"active", b"suspended"
OVER = (Standing.LEFT, Standing.EXCLUDED)


@dataclass(frozen=True)
class Wanted:
    """People by login, and logins by group."""

    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)

    def fingerprint(self) -> str:
        """The same for the same directory, another for another."""
        total = hashlib.sha256()
        for login in sorted(self.people):
            total.update(repr((login, self.people[login])).encode())
        for name in sorted(self.groups):
            total.update(repr((name, sorted(self.groups[name]))).encode())
        return total.hexdigest()


def wanted(day: date | None = None) -> Wanted:
    """The whole directory as it should be on that day. The number of queries is constant."""
    people: dict[str, Person] = {}
    groups: dict[str, set[str]] = defaultdict(set)
    standings = _members(day or timezone.localdate())
    types = _service_types()
    # The lowest member number comes first: an account that acts for several members bears that one.
    for login, name, mail, member in _representatives(day or timezone.localdate()):
        if member not in standings:
            continue
        number, in_force = standings[member]
        if login not in people:
            people[login] = _person(name, mail, number)
        if in_force:
            people[login] = (*people[login][:-1], ACTIVE)
            groups[ALL_MEMBERS].add(login)
        for slug in types.get(member, ()):
            groups[f"service-{slug}"].add(login)
    return Wanted(people, dict(groups))


def _members(day: date) -> dict[int, tuple[int, bool]]:
    """(number, in force) of each member that has neither left nor been excluded."""
    rows: Any = Member.objects.with_standing(day)
    known = rows.values_list("pk", "number", "standing")
    return {
        pk: (number, standing in IN_FORCE) for pk, number, standing in known if standing not in OVER
    }


def _representatives(day: date) -> list[tuple[str, str, str, int]]:
    in_force = Q(ends_on=None) | Q(ends_on__gt=day)
    acting = Representative.objects.filter(in_force, starts_on__lte=day, user__is_active=True)
    return list(
        acting.order_by("member__number").values_list(
            "user__login", "user__name", "user__email", "member_id"
        )
    )


def _service_types() -> dict[int, list[str]]:
    rows = Service.objects.filter(state=ServiceState.ACTIVE).exclude(login=None)
    types: dict[int, list[str]] = defaultdict(list)
    for member, slug in rows.values_list("subscription__member_id", "service_type").distinct():
        types[member].append(slug)
    return types


def _person(name: str, mail: str, number: int) -> Person:
    """The values of PERSON_ATTRIBUTES, the state last."""
    words = name.split() or ["?"]
    common = " ".join(words)
    return (common.encode(), words[-1].encode(), mail.encode(), str(number).encode(), SUSPENDED)


def group_members(tree: Tree, logins: set[str]) -> dict[str, bytes]:
    """The members of a group as a directory names them, by lower-case name."""
    names = {login: tree.person(login) for login in logins}
    return {name.lower(): name.encode() for name in names.values()}
