from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from coin.members.dues.queries import count_by_standing, members_of
from coin.members.enums import MemberKind, Standing
from coin.members.models import Member, User
from coin.members.people.accounts import set_up_account
from coin.members.people.services import create_member, update_member
from tests.factories import DuesPeriodFactory, MemberFactory, RepresentativeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe(charlie: User) -> Member:
    member = create_member(
        actor=charlie,
        kind=MemberKind.PERSON,
        number=142,
        first_name="Zoé",
        last_name="Œuvrard-Châtel",
        email="zoe@example.net",
        phone="+33 6 12 34 56 78",
        city="Saint-Étienne",
    )
    set_up_account(member, login="zoc", email="z@example.net", name="Zoé", actor=charlie)
    return member


@pytest.mark.parametrize(
    "words",
    [
        "zoe",
        "ZOÉ",
        "oeuvrard",
        "Œuvrard chatel",
        "n°142",
        "ADH00142",
        "0612345678",
        "06 12 34",
        "zoc",
        "example.net",
    ],
)
def test_a_member_is_found_by_what_one_knows_of_them(
    words: str, zoe: Member, alice: Member
) -> None:
    assert list(Member.objects.search(words)) == [zoe]


@pytest.mark.parametrize("words", ["zoe durand", "%", "_", "143"])
def test_every_word_must_be_there_as_written(words: str, zoe: Member) -> None:
    assert not Member.objects.search(words)


def test_what_one_is_found_by_follows_changes(zoe: Member, charlie: User) -> None:
    update_member(zoe, actor=charlie, last_name="Émond")
    assert list(Member.objects.search("emond zoc")) == [zoe]
    assert not Member.objects.search("oeuvrard")


def test_a_user_acts_for_a_member_from_a_day_to_a_day(alice: Member) -> None:
    user = alice.representatives.get().user
    association = RepresentativeFactory.create(
        user=user, starts_on=date(2026, 3, 1), ends_on=date(2026, 6, 1)
    ).member

    assert set(members_of(user, date(2026, 2, 28))) == {alice}
    assert set(members_of(user, date(2026, 3, 1))) == {alice, association}
    assert set(members_of(user, date(2026, 6, 1))) == {alice}


def test_every_standing_is_counted_in_one_query(
    day: date, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    DuesPeriodFactory.create(paid_on=date(2026, 1, 5))
    DuesPeriodFactory.create(
        starts_on=date(2025, 10, 1), ends_on=date(2026, 10, 1), paid_on=date(2025, 10, 1)
    )
    DuesPeriodFactory.create()
    MemberFactory.create(left_on=date(2026, 5, 1))
    # The first call makes the association's row, whose queries are not counted.
    count_by_standing(day)

    with django_assert_num_queries(2):  # the association's rules, and the members
        counts = count_by_standing(day)
    assert {standing.value: count for standing, count in counts.items()} == {
        "candidate": 1,
        "good": 1,
        "late": 1,
        "lapsed": 0,
        "left": 1,
        "excluded": 0,
    }
    assert list(counts) == list(Standing)
