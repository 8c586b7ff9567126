"""The standing of a member, on the days around each limit."""

from datetime import date

import pytest

from coin.members.models import Member
from tests.factories import DuesPeriodFactory, MemberFactory

pytestmark = pytest.mark.django_db


def _standing(member: Member, day: date) -> str:
    return Member.objects.with_standing(day).get(pk=member.pk).standing


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2025, 12, 31), "candidate"),  # before the day of the payment
        (date(2026, 1, 3), "good"),
        (date(2026, 12, 31), "good"),
        (date(2027, 1, 1), "late"),  # the end is exclusive
        (date(2027, 6, 29), "late"),
        (date(2027, 6, 30), "lapsed"),  # 180 days after the end
    ],
)
def test_standing_follows_the_last_paid_period(day: date, standing: str) -> None:
    member = DuesPeriodFactory.create(paid_on=date(2026, 1, 3)).member
    assert _standing(member, day) == standing


def test_unpaid_dues_give_no_standing() -> None:
    assert _standing(DuesPeriodFactory.create().member, date(2026, 6, 1)) == "candidate"


def test_leaving_and_being_excluded_take_effect_on_their_day() -> None:
    left = MemberFactory.create(left_on=date(2026, 5, 1))
    excluded = MemberFactory.create(excluded_on=date(2026, 5, 1), left_on=date(2026, 4, 1))

    assert _standing(left, date(2026, 4, 30)) == "candidate"
    assert _standing(left, date(2026, 5, 1)) == "left"
    assert _standing(excluded, date(2026, 5, 1)) == "excluded"


def test_a_renewal_paid_early_follows_without_a_gap() -> None:
    first = DuesPeriodFactory.create(paid_on=date(2026, 1, 3))
    DuesPeriodFactory.create(
        member=first.member,
        starts_on=date(2027, 1, 1),
        ends_on=date(2028, 1, 1),
        paid_on=date(2026, 11, 2),
    )
    days = [date(2026, 11, 2), date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31)]
    assert {_standing(first.member, day) for day in days} == {"good"}
    assert _standing(first.member, date(2028, 1, 1)) == "late"


def test_first_dues_paid_early_make_a_member_the_day_they_begin() -> None:
    member = DuesPeriodFactory.create(paid_on=date(2025, 12, 3)).member
    assert _standing(member, date(2025, 12, 31)) == "candidate"
    assert _standing(member, date(2026, 1, 1)) == "good"


def test_who_lapsed_and_pays_for_later_is_lapsed_until_then() -> None:
    old = DuesPeriodFactory.create(
        starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1), paid_on=date(2024, 1, 1)
    )
    DuesPeriodFactory.create(member=old.member, paid_on=date(2025, 12, 20))
    assert _standing(old.member, date(2025, 12, 31)) == "lapsed"
    assert _standing(old.member, date(2026, 1, 1)) == "good"


def test_who_leaves_one_day_is_in_good_standing_until_then() -> None:
    period = DuesPeriodFactory.create(paid_on=date(2026, 1, 3), member__left_on=date(2026, 9, 1))
    assert _standing(period.member, date(2026, 8, 31)) == "good"
    assert _standing(period.member, date(2026, 9, 1)) == "left"
