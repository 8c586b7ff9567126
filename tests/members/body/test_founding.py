"""manage.py bootstrap founds the collegial body; manage.py reopen_body gives a seat when nobody else can any more."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from coin.core.capabilities import known
from coin.core.models import Association, AuditEntry, Mail
from coin.members.models import Seat, User, WorkingGroup
from tests.factories import SeatFactory, UserFactory, WorkingGroupFactory

pytestmark = pytest.mark.django_db
REASON = "Every seat had ended"


def test_bootstrap_founds_the_body_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("bootstrap", login="zoe", email="zoe@example.org", name="Zoé")

    zoe = User.objects.get(login="zoe")
    password = capsys.readouterr().out.split()[-1]
    assert zoe.check_password(password)
    assert zoe.capabilities == set(known())
    assert set(WorkingGroup.objects.values_list("slug", flat=True)) == {
        "collegiale",
        "communication",
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


def test_bootstrap_refuses_even_when_the_first_seats_are_gone() -> None:
    call_command("bootstrap", login="zoe", email="zoe@example.org")
    Seat.objects.all().delete()
    with pytest.raises(CommandError):
        call_command("bootstrap", login="other", email="other@example.org")


def test_bootstrap_with_a_wrong_login_founds_nothing() -> None:
    with pytest.raises(CommandError):
        call_command("bootstrap", login="Zoé Z", email="zoe@example.org")
    assert not WorkingGroup.objects.exists()


def test_the_first_seat_lasts_as_long_as_the_association_says() -> None:
    Association.objects.update_or_create(pk=1, defaults={"seat_months": 12})
    with time_machine.travel("2026-11-22 12:00 +0000", tick=False):
        call_command("bootstrap", login="zoe", email="zoe@example.org")
    assert Seat.objects.get().ends_on == date(2027, 11, 22)


@pytest.fixture
def over(db: None) -> WorkingGroup:
    """A body without a seat that may give seats: the last of them ended on 1 May 2026."""
    body = WorkingGroupFactory.create(slug="collegiale", capabilities=["members.seats"])
    network = WorkingGroupFactory.create(slug="network")
    for login, group, end in [
        ("ann", body, "2026-05-01"),
        ("ben", network, "2026-12-01"),
        ("cid", network, "2026-01-01"),
    ]:
        user = UserFactory.create(login=login)
        SeatFactory.create(user=user, group=group, starts_on="2024-01-01", ends_on=end)
    return body


def test_the_body_is_opened_again_and_its_last_people_are_told(over: WorkingGroup) -> None:
    UserFactory.create(login="zoe")
    with time_machine.travel("2026-11-22 12:00 +0000", tick=False):
        call_command("reopen_body", login="zoe", reason=REASON)
        zoe = User.objects.get(login="zoe")
        assert zoe.has_capability("members.seats")
    assert zoe.seats.get().ends_on == date(2027, 2, 22)
    row = AuditEntry.objects.get(action="members.body_reopened")
    assert (row.note, row.actor) == (REASON, None)
    mails = {mail.to: mail.body for mail in Mail.objects.all()}
    assert set(mails) == {"ann@example.org", "ben@example.org"}
    assert REASON in mails["ann@example.org"]


def test_a_body_that_lost_the_right_to_give_seats_gets_it_back(over: WorkingGroup) -> None:
    WorkingGroup.objects.filter(pk=over.pk).update(capabilities=["members.see"])
    zoe = UserFactory.create(login="zoe")
    call_command("reopen_body", login="zoe", reason=REASON)
    assert zoe.has_capability("members.seats") and zoe.has_capability("members.see")


def test_it_opens_nothing_while_somebody_may_give_seats(
    over: WorkingGroup, volunteer: Callable[..., User]
) -> None:
    volunteer("members.seats")
    UserFactory.create(login="zoe")
    with pytest.raises(CommandError) as refusal:
        call_command("reopen_body", login="zoe", reason=REASON)
    assert refusal.value.returncode == 1
    assert not User.objects.get(login="zoe").is_volunteer


def test_a_closed_account_that_held_the_last_seat_does_not_shut_the_door(
    over: WorkingGroup, volunteer: Callable[..., User]
) -> None:
    User.objects.filter(pk=volunteer("members.seats").pk).update(is_active=False)
    UserFactory.create(login="zoe")
    call_command("reopen_body", login="zoe", reason=REASON)


@pytest.mark.parametrize(("login", "reason"), [("nobody", REASON), ("zoe", "  ")])
def test_it_wants_an_account_and_a_reason(login: str, reason: str, over: WorkingGroup) -> None:
    UserFactory.create(login="zoe")
    with pytest.raises(CommandError):
        call_command("reopen_body", login=login, reason=reason)
    assert not Mail.objects.exists()
    assert not Seat.objects.in_force(timezone.localdate()).filter(user__login="zoe").exists()


def test_before_any_body_it_says_to_found_one() -> None:
    UserFactory.create(login="zoe")
    with pytest.raises(CommandError, match="bootstrap"):
        call_command("reopen_body", login="zoe", reason=REASON)
    assert not WorkingGroup.objects.exists()
