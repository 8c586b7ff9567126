"""Members who may be the same person or organisation, since they share an e-mail or a name. Two queries in all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coin.core.folding import normalise
from coin.members.models import DistinctMembers, Member

# Larger groups (the members who share a collective's address) are compared with their first member only.
MOST_IN_A_GROUP = 6
COLUMNS = (
    "number",
    "kind",
    "first_name",
    "last_name",
    "organisation_name",
    "pseudonym",
    "email",
    "birth_on",
    "postal_code",
    "city",
    "joined_on",
)
SAME_EMAIL = _("same e-mail")
SAME_BIRTH = _("same name and birth date")
SAME_PLACE = _("same name and postal code")


@dataclass
class Suspicion:
    """Two members, the lower number first, and the reasons why they may be one."""

    first: Member
    second: Member
    reasons: "list[str | Promise]" = field(default_factory=list)


def suspects() -> list[Suspicion]:
    """Every suspected pair that nobody told apart, the pair with most reasons first."""
    apart = set(DistinctMembers.objects.values_list("first_id", "second_id"))
    members = Member.objects.present().filter(merged_into=None).only(*COLUMNS)
    return find(members, apart)


def find(members: Iterable[Member], apart: set[tuple[int, int]]) -> list[Suspicion]:
    """The suspected pairs among these members, without those of `apart` (primary keys, the lower one first).

    The pair with most reasons comes first.
    """
    suspicions: dict[tuple[int, int], Suspicion] = {}
    groups: dict[tuple[str, ...], list[Member]] = {}
    labels: dict[tuple[str, ...], str | Promise] = {}
    for member in members:
        for key, label in _signs(member):
            groups.setdefault(key, []).append(member)
            labels[key] = label
    for key, group in groups.items():
        for suspect, other in _pairs(group):
            first, second = sorted((suspect.pk, other.pk))
            if (first, second) not in apart:
                pair = suspicions.setdefault((first, second), Suspicion(suspect, other))
                pair.reasons.append(labels[key])
    return sorted(suspicions.values(), key=lambda pair: (-len(pair.reasons), pair.first.number))


def _signs(member: Member) -> "Iterator[tuple[tuple[str, ...], str | Promise]]":
    """Keys that another record of the same member would share, each with its reason in words.

    The kind is part of each key: a person is never an organisation.
    """
    name = " ".join(sorted(normalise(member.name).split()))
    if member.email:
        yield (member.kind, "email", member.email.casefold()), SAME_EMAIL
    if name and member.birth_on:
        yield (member.kind, "birth", name, member.birth_on.isoformat()), SAME_BIRTH
    if name and member.postal_code:
        place = normalise(member.postal_code).replace(" ", "")
        yield (member.kind, "place", name, place), SAME_PLACE


def _pairs(group: list[Member]) -> Iterable[tuple[Member, Member]]:
    ordered = sorted(group, key=lambda member: member.number)
    if len(ordered) > MOST_IN_A_GROUP:
        return ((ordered[0], other) for other in ordered[1:])
    return combinations(ordered, 2)
