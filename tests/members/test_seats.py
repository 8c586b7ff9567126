from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from coin.core.errors import DomainError, InvalidInput, NotAllowed
from coin.core.models import AuditEntry
from coin.members import services
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
    return services.give_seat(
        group, user, starts_on=start, ends_on=end or date(2027, 11, 22), reason="vote", actor=actor
    )


def test_a_seat_gives_its_group_s_rights_and_stands_in_the_journal(
    network: WorkingGroup, charlie: User
) -> None:
    user = UserFactory.create()
    _give(network, user, charlie)

    assert user.has_capability("network.edit")
    assert AuditEntry.objects.get(action="members.seat_given").actor == charlie


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
    services.hand_back_seat(seat, actor=seat.user)

    assert seat.ends_on == TODAY
    assert not User.objects.get(pk=seat.user_id).has_capability("network.edit")
    with pytest.raises(DomainError):
        services.hand_back_seat(seat, actor=charlie)


def test_a_seat_to_come_is_never_held(network: WorkingGroup, charlie: User) -> None:
    seat = _give(network, UserFactory.create(), charlie, TODAY + timedelta(days=9))
    services.hand_back_seat(seat, actor=charlie)
    assert seat.ends_on == seat.starts_on


def test_the_last_who_may_give_seats_keeps_theirs(volunteer: Callable[..., User]) -> None:
    last = volunteer("members.seats").seats.get()
    with pytest.raises(DomainError):
        services.hand_back_seat(last, actor=last.user)

    volunteer("members.seats")
    services.hand_back_seat(last, actor=last.user)


@pytest.mark.django_db
def test_bootstrap_founds_the_body_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("bootstrap", login="zoe", email="zoe@example.org", name="Zoé")

    zoe = User.objects.get(login="zoe")
    password = capsys.readouterr().out.split()[-1]
    assert zoe.check_password(password)
    assert {"members.seats", "billing.issue", "provisioning.run"} <= zoe.capabilities
    assert set(WorkingGroup.objects.values_list("slug", flat=True)) == {
        "collegiale",
        "treasury",
        "welcome",
        "network",
        "servers",
        "support",
    }
    treasury = WorkingGroup.objects.get(slug="treasury").capabilities
    assert "billing.payments" in treasury
    assert "provisioning.run" not in treasury

    with pytest.raises(CommandError) as refusal:
        call_command("bootstrap", login="other", email="other@example.org")
    assert refusal.value.returncode == 1
    assert not User.objects.filter(login="other").exists()


@pytest.mark.django_db
def test_bootstrap_with_a_wrong_login_founds_nothing() -> None:
    with pytest.raises(CommandError):
        call_command("bootstrap", login="Zoé Z", email="zoe@example.org")
    assert not WorkingGroup.objects.exists()
