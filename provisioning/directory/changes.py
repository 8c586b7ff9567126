"""The difference between a directory as it is and as it should be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import ldap

from provisioning.directory.client import Found
from provisioning.directory.entries import (
    GROUP_CLASSES,
    MEMBER,
    PERSON_ATTRIBUTES,
    PERSON_CLASSES,
    Attributes,
    Person,
    Tree,
)
from provisioning.directory.wanted import Wanted, group_members

# How many members of a group one operation brings or takes.
PORTION = 200


@dataclass(frozen=True)
class Change:
    """One operation on the entry `dn`. `kind` is added, modified or deleted; `what` names what is modified.

    `operations` are what python-ldap takes: (attribute, values), or (operation, attribute, values) for modified.
    """

    kind: str
    dn: str
    operations: list[Any] = field(default_factory=list)
    what: str = ""


@dataclass(frozen=True)
class Steps:
    """Changes in steps, in the order of the fields.

    Each step is finished before the next begins: a group names people who exist.
    """

    people: list[Change] = field(default_factory=list)
    groups: list[Change] = field(default_factory=list)
    memberships: list[Change] = field(default_factory=list)
    departures: list[Change] = field(default_factory=list)

    def __iter__(self) -> Any:
        return iter((self.people, self.groups, self.memberships, self.departures))


def compare(tree: Tree, wanted: Wanted, entries: Iterable[Found]) -> Steps:
    """What to add, modify and delete, so that the directory's `entries` become the wanted ones. Sends nothing.

    People and groups among `entries` that are not wanted are deleted; entries elsewhere are left alone.
    """
    steps = Steps()
    people = {tree.person(login).lower(): login for login in wanted.people}
    groups = {tree.group(name).lower(): name for name in wanted.groups}
    for dn, attributes in entries:
        # Names compare without case, as in the directory itself.
        name = dn.lower()
        if name in people:
            _compare_person(steps, dn, wanted.people[people.pop(name)], attributes)
        elif name in groups:
            _compare_group(steps, tree, dn, wanted.groups[groups.pop(name)], attributes)
        elif tree.is_person(name):
            steps.departures.append(Change("deleted", dn))
        elif tree.is_group(name):
            steps.groups.append(Change("deleted", dn))
    steps.people.extend(_new_person(tree, login, wanted) for login in people.values())
    for name in groups.values():
        _add_group(steps, tree, name, list(group_members(tree, wanted.groups[name]).values()))
    return steps


def _compare_person(steps: Steps, dn: str, wanted: Person, attributes: Attributes) -> None:
    goal = zip(PERSON_ATTRIBUTES, wanted, strict=True)
    # An empty value stands for what coin leaves as it is: a password that was not set through coin.
    differing = [(name, value) for name, value in goal if value and attributes.get(name) != [value]]
    if differing:
        operations = [(ldap.MOD_REPLACE, name, [value]) for name, value in differing]
        names = ", ".join(name for name, _value in differing)
        steps.people.append(Change("modified", dn, operations, names))


def _compare_group(
    steps: Steps, tree: Tree, dn: str, logins: set[str], attributes: Attributes
) -> None:
    """Add to `steps` the members to add and to remove alone. Additions go first: a `groupOfNames` is never empty."""
    wanted = group_members(tree, logins)
    present = {
        value.decode(errors="replace").lower(): value for value in attributes.get(MEMBER, [])
    }
    if wanted.keys() == present.keys():
        return
    joining = [wanted[name] for name in wanted.keys() - present.keys()]
    leaving = [present[name] for name in present.keys() - wanted.keys()]
    steps.groups.extend(_memberships(dn, ldap.MOD_ADD, joining))
    steps.memberships.extend(_memberships(dn, ldap.MOD_DELETE, leaving))


def _memberships(dn: str, operation: int, members: list[bytes]) -> Iterator[Change]:
    """Changes of a group, in portions: a server that keeps `memberOf` writes every member's entry before it answers."""
    sign = "+" if operation == ldap.MOD_ADD else "−"
    for start in range(0, len(members), PORTION):
        portion = members[start : start + PORTION]
        yield Change("modified", dn, [(operation, MEMBER, portion)], f"{sign}{len(portion)}")


def _new_person(tree: Tree, login: str, wanted: Wanted) -> Change:
    goal = zip(PERSON_ATTRIBUTES, wanted.people[login], strict=True)
    attributes = [(name, [value]) for name, value in goal if value]
    classes = ("objectClass", list(PERSON_CLASSES))
    return Change("added", tree.person(login), [classes, ("uid", [login.encode()]), *attributes])


def _add_group(steps: Steps, tree: Tree, name: str, members: list[bytes]) -> None:
    attributes = [
        ("objectClass", list(GROUP_CLASSES)),
        ("cn", [name.encode()]),
        (MEMBER, members[:PORTION]),
    ]
    steps.groups.append(Change("added", tree.group(name), attributes))
    steps.memberships.extend(_memberships(tree.group(name), ldap.MOD_ADD, members[PORTION:]))
