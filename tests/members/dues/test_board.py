from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coin.members.body.board import seat_lines
from coin.members.dues.board import dues_lines
from tests.factories import DuesPeriodFactory, MemberFactory, SeatFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00 +0000", tick=False):
        yield


def test_dues_wait_for_a_hand_once_they_are_late() -> None:
    late = DuesPeriodFactory.create(starts_on=date(2026, 10, 22))  # 31 days ago
    DuesPeriodFactory.create(starts_on=date(2026, 10, 23))
    DuesPeriodFactory.create(starts_on=date(2026, 1, 1), paid_on=date(2026, 1, 1))
    DuesPeriodFactory.create(member=MemberFactory.create(left_on=date(2026, 5, 1)))

    (line,) = dues_lines()
    assert late.member.name in str(line.text)
    assert line.url == reverse("office:member", args=[late.member.number])


@pytest.mark.parametrize(("count", "lines"), [(1, 1), (3, 3), (13, 11)])
def test_late_dues_cost_the_same_questions_however_many(
    count: int, lines: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    DuesPeriodFactory.create_batch(count)
    list(dues_lines())  # the first call makes the association's row, whose queries are not counted
    with django_assert_num_queries(2 if count <= 10 else 3):
        shown = list(dues_lines())
    assert (len(shown), sum(line.count for line in shown)) == (lines, count)


def test_a_seat_that_ends_soon_is_told_unless_it_is_renewed() -> None:
    ending = SeatFactory.create(ends_on=date(2027, 1, 1))
    SeatFactory.create(ends_on=date(2027, 6, 1))
    renewed = SeatFactory.create(ends_on=date(2027, 1, 1))
    SeatFactory.create(
        user=renewed.user, group=renewed.group, starts_on=date(2027, 1, 1), ends_on=date(2028, 1, 1)
    )

    (line,) = seat_lines()
    assert ending.user.name in str(line.text)
    assert line.url == reverse("office:groups")
