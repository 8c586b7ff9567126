from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine

from coin.core.errors import DomainError, InvalidInput, NotAllowed
from coin.core.models import Association, AuditEntry
from coin.members.body import seats
from coin.members.body.seats import give_seat, hand_back_seat, withdraw_seat
from coin.members.models import Seat, User, WorkingGroup
from tests.factories import SeatFactory, UserFactory, WorkingGroupFactory

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00 +0000", tick=False):
        yield


@pytest.fixture
def network(db: None) -> WorkingGroup:
    return WorkingGroupFactory.create(slug="network", name="Network", capabilities=["network.edit"])


def _give(
    group: WorkingGroup, user: User, actor: User, start: date = TODAY, end: date | None = None
) -> Seat:
    return give_seat(
        group, user, starts_on=start, ends_on=end or date(2027, 11, 22), reason="vote", actor=actor
    )


def test_a_seat_gives_its_group_s_rights_and_stands_in_the_journal(
    network: WorkingGroup, charlie: User
) -> None:
    user = UserFactory.create()
    seat = _give(network, user, charlie)

    assert seat.given_by == charlie
    assert user.has_capability("network.edit")
    assert AuditEntry.objects.get(action="members.seat_given").actor == charlie


def test_a_closed_account_holds_no_right(network: WorkingGroup, charlie: User) -> None:
    user = UserFactory.create()
    _give(network, user, charlie)
    user.is_active = False
    assert not user.has_capability("network.edit")


def test_nobody_seats_themself(network: WorkingGroup, charlie: User) -> None:
    with pytest.raises(NotAllowed):
        _give(network, charlie, charlie)


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (date(2026, 11, 21), date(2027, 1, 1), "starts_on"),
        (TODAY, TODAY, "ends_on"),
        (TODAY, date(2029, 11, 23), "ends_on"),
    ],
)
def test_a_seat_begins_today_at_the_soonest_and_lasts_three_years_at_most(
    start: date, end: date, field: str, network: WorkingGroup, charlie: User
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        _give(network, UserFactory.create(), charlie, start, end)
    assert refusal.value.field == field
    assert _give(network, UserFactory.create(), charlie, TODAY, date(2029, 11, 22))


def test_a_seat_handed_back_gives_nothing_from_that_day(
    network: WorkingGroup, charlie: User
) -> None:
    seat = SeatFactory.create(group=network)
    hand_back_seat(seat, actor=seat.user)

    assert seat.ends_on == TODAY
    assert not User.objects.get(pk=seat.user_id).has_capability("network.edit")
    with pytest.raises(DomainError):
        hand_back_seat(seat, actor=seat.user)


def test_a_seat_is_handed_back_by_its_holder_alone(network: WorkingGroup, charlie: User) -> None:
    seat = SeatFactory.create(group=network)
    with pytest.raises(NotAllowed):
        hand_back_seat(seat, actor=charlie)
    assert seat.user.has_capability("network.edit")


def test_a_seat_to_come_is_never_held(network: WorkingGroup, charlie: User) -> None:
    seat = _give(network, UserFactory.create(), charlie, TODAY + timedelta(days=9))
    hand_back_seat(seat, actor=seat.user)
    assert seat.ends_on == seat.starts_on


def test_the_association_says_how_long_a_seat_lasts(network: WorkingGroup, charlie: User) -> None:
    Association.objects.update_or_create(pk=1, defaults={"seat_months": 12})
    with pytest.raises(InvalidInput) as refusal:
        _give(network, UserFactory.create(), charlie, TODAY, date(2027, 11, 23))
    assert refusal.value.field == "ends_on"
    assert _give(network, UserFactory.create(), charlie, TODAY, date(2027, 11, 22))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (TODAY, date(2027, 11, 22)),
        (date(2027, 11, 21), date(2028, 1, 1)),
        (date(2027, 1, 1), date(2027, 2, 1)),
    ],
)
def test_nobody_sits_twice_in_a_group_on_one_day(
    start: date, end: date, network: WorkingGroup, charlie: User
) -> None:
    user = UserFactory.create()
    _give(network, user, charlie)
    with pytest.raises(InvalidInput) as refusal:
        _give(network, user, charlie, start, end)
    assert refusal.value.field == "starts_on"
    _give(network, user, charlie, date(2027, 11, 22), date(2028, 11, 22))
    _give(WorkingGroupFactory.create(), user, charlie, start, end)


def test_a_seat_handed_back_leaves_room_for_another(network: WorkingGroup, charlie: User) -> None:
    user = UserFactory.create()
    hand_back_seat(_give(network, user, charlie), actor=user)
    assert _give(network, user, charlie)


@pytest.mark.parametrize(
    ("reason", "closed", "field"), [("  ", False, "reason"), ("v", True, "user")]
)
def test_a_seat_wants_a_reason_and_an_open_account(
    reason: str, closed: bool, field: str, network: WorkingGroup, charlie: User
) -> None:
    user = UserFactory.create(is_active=not closed)
    with pytest.raises(InvalidInput) as refusal:
        give_seat(
            network,
            user,
            starts_on=TODAY,
            ends_on=date(2027, 1, 1),
            reason=reason,
            actor=charlie,
        )
    assert refusal.value.field == field
    assert not user.seats.exists()


def test_a_seat_asked_for_starts_on_the_day_it_is_confirmed(
    network: WorkingGroup, charlie: User
) -> None:
    """The proposal waited some days for its second person: the seat does not start before the confirmation."""
    seat = seats.give_seat_as_asked(
        network,
        actor=charlie,
        user=UserFactory.create().pk,
        starts_on="2026-11-15",
        ends_on="2027-11-15",
        reason="vote",
    )
    assert (seat.starts_on, seat.ends_on) == (TODAY, date(2027, 11, 15))


def test_a_seat_is_withdrawn_by_others_with_a_reason(network: WorkingGroup, charlie: User) -> None:
    seat = SeatFactory.create(group=network)
    with pytest.raises(NotAllowed):
        withdraw_seat(seat, actor=seat.user, reason="mine")
    with pytest.raises(InvalidInput):
        withdraw_seat(seat, actor=charlie, reason=" ")
    withdraw_seat(seat, actor=charlie, reason="gone abroad")

    assert not User.objects.get(pk=seat.user_id).is_volunteer
    row = AuditEntry.objects.get(action="members.seat_withdrawn")
    assert (row.actor, row.note) == (charlie, "gone abroad")
    with pytest.raises(DomainError):
        withdraw_seat(seat, actor=charlie, reason="again")


def test_the_last_who_may_give_seats_keeps_theirs(volunteer: Callable[..., User]) -> None:
    last = volunteer("members.seats").seats.get()
    with pytest.raises(DomainError):
        hand_back_seat(last, actor=last.user)

    volunteer("members.seats")
    hand_back_seat(last, actor=last.user)
