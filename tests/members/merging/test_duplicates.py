from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from coin.core.errors import InvalidInput
from coin.core.models import AuditEntry
from coin.members.merging.duplicates import find, suspects
from coin.members.merging.services import tell_apart
from coin.members.models import DistinctMembers, Member, User
from tests.factories import MemberFactory


def member(number: int, **fields: Any) -> Member:
    own = {"first_name": "Ada", "last_name": "Martin", "email": f"{number}@example.org"}
    return Member(pk=number, number=number, **{**own, **fields})


def pairs(*members: Member) -> list[tuple[int, int, int]]:
    duplicates = find(members, set())
    return [
        (duplicate.first.number, duplicate.second.number, len(duplicate.reasons))
        for duplicate in duplicates
    ]


def test_what_two_members_share_is_told_once_a_pair() -> None:
    born = {"birth_on": date(1980, 1, 1), "postal_code": "69001"}
    assert pairs(member(1, **born), member(2, email="1@EXAMPLE.org", **born)) == [(1, 2, 3)]


def test_names_are_compared_without_accents_capitals_or_order() -> None:
    one = member(1, first_name="Éloïse", last_name="Œuf", postal_code="69 001")
    other = member(2, first_name="OEUF", last_name="eloise", postal_code="69001")
    assert pairs(one, other) == [(1, 2, 1)]


def test_a_name_alone_a_kind_or_an_empty_field_makes_no_duplicate() -> None:
    assert pairs(member(1), member(2)) == []
    assert pairs(member(1, email=""), member(2, email="")) == []
    organisation = member(2, kind="organisation", organisation_name="X", email="1@example.org")
    assert pairs(member(1), organisation) == []


def test_many_who_share_an_address_are_compared_with_the_first() -> None:
    assert (
        len(pairs(*(member(n, email="a@example.org", last_name=str(n)) for n in range(1, 21))))
        == 19
    )


@pytest.mark.django_db
def test_those_told_apart_are_not_suspected_again(
    volunteer: Callable[..., User], django_assert_num_queries: Callable[..., object]
) -> None:
    first, second, third = (MemberFactory.create(email="a@example.org") for _ in range(3))
    assert len(suspects()) == 3
    actor = volunteer()
    tell_apart(second, first, actor=actor)
    tell_apart(first, second, actor=actor)
    assert DistinctMembers.objects.count() == 1
    assert AuditEntry.objects.filter(action="members.told_apart").count() == 2
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        assert len(suspects()) == 2
    with pytest.raises(InvalidInput):
        tell_apart(third, third, actor=actor)
