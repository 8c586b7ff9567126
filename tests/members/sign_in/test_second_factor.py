"""The services of the second factor, the command for people who are locked out, and sessions that have expired."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from coin.core.errors import DomainError, NotAllowed
from coin.core.models import AuditEntry, Mail
from coin.members.models import Member, User
from coin.members.sign_in import sessions
from coin.members.sign_in.reset_factor import (
    add_application,
    add_passkey,
    remove_factor,
    renew_recovery_codes,
    reset_second_factor,
)
from tests.factories import UserFactory
from tests.portal.security.second_factors import come_in

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def user() -> User:
    return UserFactory.create(login="alice", name="Alice Durand", language="en")


def types(user: User) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def test_recovery_codes_come_with_the_first_one_only(user: User) -> None:
    assert add_application(user, secret=SECRET, actor=user) is True
    assert add_passkey(user, name="Key", credential={}, actor=user) is False
    assert types(user) == ["recovery_codes", "totp", "webauthn"]
    [first, second] = AuditEntry.objects.filter(action="members.second_factor_added").order_by("pk")
    assert first.changes["second_factor"][1] and second.changes == {"second_factor": [None, "Key"]}


def test_the_person_is_told_in_their_language(user: User) -> None:
    add_application(user, secret=SECRET, actor=user)
    mail = Mail.objects.get()
    assert mail.to == "alice@example.org"
    assert "A second factor was added to your account." in mail.body
    assert SECRET not in mail.body


def test_one_of_two_goes_and_the_codes_stay(user: User) -> None:
    add_application(user, secret=SECRET, actor=user)
    add_passkey(user, name="Key", credential={}, actor=user)
    remove_factor(Authenticator.objects.get(type="webauthn"), actor=user)
    assert types(user) == ["recovery_codes", "totp"]
    assert AuditEntry.objects.get(action="members.second_factor_removed").changes == {
        "second_factor": ["Key", None]
    }
    remove_factor(Authenticator.objects.get(type="totp"), actor=user)
    assert types(user) == []


def test_a_refusal_leaves_nothing(user: User) -> None:
    add_application(user, secret=SECRET, actor=user)
    acts, mails = AuditEntry.objects.count(), Mail.objects.count()
    with pytest.raises(DomainError):
        add_application(user, secret=SECRET, actor=user)
    with pytest.raises(NotAllowed):
        reset_second_factor(user, actor=user)
    other = UserFactory.create()
    with pytest.raises(DomainError):
        reset_second_factor(other, actor=user)
    with pytest.raises(DomainError):
        renew_recovery_codes(other, actor=other)
    assert (AuditEntry.objects.count(), Mail.objects.count()) == (acts, mails)
    assert types(user) == ["recovery_codes", "totp"]


def test_the_command_lets_the_locked_out_in(user: User, capsys: pytest.CaptureFixture[str]) -> None:
    add_application(user, secret=SECRET, actor=user)
    call_command("reset_second_factor", "Alice")
    assert "Alice Durand" in capsys.readouterr().out
    assert types(user) == []
    trace = AuditEntry.objects.get(action="members.second_factor_reset")
    assert trace.actor is None and trace.subject_id == user.pk


@pytest.mark.parametrize("login", ["nobody", "alice"])
def test_and_says_when_there_is_nothing_to_reset(user: User, login: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("reset_second_factor", login)
    assert refusal.value.returncode == 1


def test_sessions_that_ran_out_are_forgotten_with_their_devices(
    client: Client, alice: Member
) -> None:
    come_in(client)
    come_in(Client())
    assert UserSession.objects.count() == Session.objects.count() == 2
    assert sessions.forget_ended() == 0
    client.post("/deconnexion/")
    assert sessions.forget_ended() == 1
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert sessions.forget_ended() == 1
    assert not Session.objects.exists()
