"""What the directory should hold: a person for each account that acts for a member or that an organisation gives to
one of its people, and groups of these people.

`members` holds those who represent a member in force; `service-vpn`, `service-line`… those who represent a member
with an active service of that type, and the people of such an organisation. A group of nobody does not exist.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from coin.members.enums import IN_FORCE, Standing
from coin.members.models import Member, OrganisationAccount, Representative
from coin.subscriptions.enums import ServiceState
from coin.subscriptions.models import Service
from provisioning.directory.entries import Person, Tree

ALL_MEMBERS = "members"
ACTIVE, SUSPENDED = b"active", b"suspended"
OVER = (Standing.LEFT, Standing.EXCLUDED)
# Login, name, e-mail, hash of the password of the services (empty: none is set through coin), member's pk.
Account = tuple[str, str, str, str, int]


@dataclass(frozen=True)
class Wanted:
    """What the directory should hold: people by login (the values of PERSON_ATTRIBUTES), and logins by group."""

    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)

    def fingerprint(self) -> str:
        """A digest: the same for the same people and groups, another for any other."""
        total = hashlib.sha256()
        for login in sorted(self.people):
            total.update(repr((login, self.people[login])).encode())
        for name in sorted(self.groups):
            total.update(repr((name, sorted(self.groups[name]))).encode())
        return total.hexdigest()


def wanted(day: date | None = None) -> Wanted:
    """The whole directory as it should be on that day (None: today). The number of queries is constant."""
    people: dict[str, Person] = {}
    groups: dict[str, set[str]] = defaultdict(set)
    today = day or timezone.localdate()
    standings = _members(today)
    types = _service_types()
    # The lowest member number comes first: an account that acts for several members bears that one.
    for (login, name, mail, password, member), is_representative in _accounts(today):
        if member not in standings:
            continue
        number, in_force = standings[member]
        if login not in people:
            people[login] = _person(name, mail, password, number)
        if in_force:
            # The state is the last value: one member in force is enough, whichever members the account acts for.
            people[login] = (*people[login][:-1], ACTIVE)
        if in_force and is_representative:
            groups[ALL_MEMBERS].add(login)
        for slug in types.get(member, ()):
            groups[f"service-{slug}"].add(login)
    return Wanted(people, dict(groups))


def _accounts(day: date) -> Iterator[tuple[Account, bool]]:
    """Those who act for members (True), then the organisations' people (False), each in order of member numbers."""
    for acting in _representatives(day):
        yield acting, True
    for person in _organisation_people():
        yield person, False


def _members(day: date) -> dict[int, tuple[int, bool]]:
    """(number, in force) of each member that has neither left nor been excluded, by the member's pk.

    In force: in good standing, or late and not yet lapsed.
    """
    rows: Any = Member.objects.with_standing(day)
    known = rows.values_list("pk", "number", "standing")
    return {
        pk: (number, standing in IN_FORCE) for pk, number, standing in known if standing not in OVER
    }


def _representatives(day: date) -> list[Account]:
    in_force = Q(ends_on=None) | Q(ends_on__gt=day)
    acting = Representative.objects.filter(in_force, starts_on__lte=day, user__is_active=True)
    return list(
        acting.order_by("member__number").values_list(
            "user__login", "user__name", "user__email", "user__directory_password", "member_id"
        )
    )


def _organisation_people() -> list[Account]:
    present = OrganisationAccount.objects.filter(removed_at=None).order_by("member__number", "pk")
    return list(present.values_list("login", "name", "email", "directory_password", "member_id"))


def _service_types() -> dict[int, list[str]]:
    """The types of the active services of each member, by the member's pk. A service without a login has no group."""
    rows = Service.objects.filter(state=ServiceState.ACTIVE).exclude(login=None)
    types: dict[int, list[str]] = defaultdict(list)
    for member, slug in rows.values_list("subscription__member_id", "service_type").distinct():
        types[member].append(slug)
    return types


def _person(name: str, mail: str, password: str, number: int) -> Person:
    """The values of PERSON_ATTRIBUTES, the state last. `sn`, which LDAP requires, is the last word of the name."""
    words = name.split() or ["?"]
    texts = (" ".join(words), words[-1], mail, str(number), password)
    return (*(text.encode() for text in texts), SUSPENDED)


def group_members(tree: Tree, logins: set[str]) -> dict[str, bytes]:
    """The DNs of a group's members, as the directory takes them, by their lower-case form."""
    names = {login: tree.person(login) for login in logins}
    return {name.lower(): name.encode() for name in names.values()}
