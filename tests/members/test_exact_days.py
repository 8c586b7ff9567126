"""Each rule about the days of people takes effect on its very day, neither the day before nor the day after."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from coin.core.errors import InvalidInput
from coin.members.body.seats import give_seat
from coin.members.dues.services import confirm_dues_paid, open_dues_period
from coin.members.enums import ReducedRateState, Standing
from coin.members.models import DuesPeriod, Member, ReducedRate, Seat
from coin.members.people.representatives import end_representative
from tests.factories import (
    DuesPeriodFactory,
    DuesPlanFactory,
    MemberFactory,
    RepresentativeFactory,
    SeatFactory,
    UserFactory,
    WorkingGroupFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def open_on(alice: Member) -> Callable[[date], DuesPeriod]:
    def open_dues(day: date) -> DuesPeriod:
        plan = DuesPlanFactory.create()
        return open_dues_period(alice, plan=plan, starts_on=day, amount=Decimal(15), actor=None)

    return open_dues


def test_dues_follow_one_another_on_the_day_the_others_end(
    alice: Member, today: date, open_on: Callable[[date], DuesPeriod]
) -> None:
    period = DuesPeriodFactory.create(member=alice, starts_on=today - 9 * DAY, ends_on=today)
    with pytest.raises(InvalidInput):
        open_on(today - DAY)
    assert open_on(today).starts_on == period.ends_on


def test_nothing_is_asked_from_the_day_a_member_leaves(
    alice: Member, today: date, open_on: Callable[[date], DuesPeriod]
) -> None:
    Member.objects.filter(pk=alice.pk).update(left_on=today)
    with pytest.raises(InvalidInput):
        open_on(today)
    Member.objects.filter(pk=alice.pk).update(left_on=today + DAY)
    open_on(today)


def test_dues_may_be_paid_today_and_not_tomorrow(alice: Member, today: date) -> None:
    period = DuesPeriodFactory.create(member=alice)
    with pytest.raises(InvalidInput):
        confirm_dues_paid(period, paid_on=today + DAY, actor=None)
    confirm_dues_paid(period, paid_on=today, actor=None)


def test_a_seat_is_held_from_its_first_day_to_the_eve_of_its_end(today: date) -> None:
    seat = SeatFactory.create(starts_on=today, ends_on=today + 2 * DAY)
    days = [today + number * DAY for number in range(-1, 3)]
    in_force = [Seat.objects.in_force(day).filter(pk=seat.pk).exists() for day in days]
    assert in_force == [False, True, True, False]


def test_a_seat_begins_today_and_not_yesterday(today: date) -> None:
    group, user = WorkingGroupFactory.create(), UserFactory.create()

    def give(starts_on: date) -> Seat:
        ends_on = today + 30 * DAY
        return give_seat(
            group, user, starts_on=starts_on, ends_on=ends_on, reason="Assembly", actor=None
        )

    with pytest.raises(InvalidInput) as refused:
        give(today - DAY)
    assert refused.value.field == "starts_on"
    assert give(today).starts_on == today


def test_a_reduced_rate_is_in_force_until_the_eve_of_its_end(alice: Member, today: date) -> None:
    ReducedRate.objects.create(
        member=alice, state=ReducedRateState.GRANTED, starts_on=today, ends_on=today + 2 * DAY
    )
    days = [today + number * DAY for number in range(-1, 3)]
    assert [ReducedRate.objects.in_force(day).exists() for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_somebody_stops_acting_for_a_member_today_at_the_soonest(
    alice: Member, today: date
) -> None:
    RepresentativeFactory.create(member=alice)
    leaver = RepresentativeFactory.create(member=alice)
    with pytest.raises(InvalidInput):
        end_representative(leaver, on=today - DAY, actor=None)
    end_representative(leaver, on=today, actor=None)
    assert leaver.ends_on == today


def test_standing_changes_on_the_day_dues_end_and_on_the_day_one_leaves(today: date) -> None:
    period = DuesPeriodFactory.create(
        starts_on=today - 9 * DAY, ends_on=today, paid_on=today - 9 * DAY
    )

    def standing(member: Member, day: date) -> str:
        return Member.objects.with_standing(day).get(pk=member.pk).standing

    assert standing(period.member, today - DAY) == Standing.GOOD
    assert standing(period.member, today) == Standing.LATE
    leaver = MemberFactory.create(left_on=today)
    assert standing(leaver, today - DAY) != Standing.LEFT
    assert standing(leaver, today) == Standing.LEFT
