"""The reduced rate is asked for, granted with an end, or declined with a reason; the member is told."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from coin.core.board import lines_for
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry, Mail
from coin.core.transitions import TransitionRefused
from coin.members.dues.reduced_rates import (
    ask_reduced_rate,
    decline_reduced_rate,
    give_reduced_rate,
    grant_reduced_rate,
)
from coin.members.models import Member, ReducedRate, User

pytestmark = pytest.mark.django_db


def ask(member: Member) -> ReducedRate:
    return ask_reduced_rate(member, words="A lean year", actor=None)


def grant(rate: ReducedRate, actor: User, days: int = 365) -> None:
    today = timezone.localdate()
    grant_reduced_rate(rate, starts_on=today, ends_on=today + timedelta(days=days), actor=actor)


def test_it_is_asked_once_at_a_time_and_waits_on_the_board(
    alice: Member, volunteer: Callable[..., User]
) -> None:
    ask(alice)
    with pytest.raises(DomainError):
        ask(alice)
    [[line]] = lines_for(volunteer("members.edit")).values()
    assert "Durand" in str(line.text) and line.since
    assert not lines_for(volunteer("members.see"))


def test_granted_it_is_in_force_until_its_end_and_told_by_mail(
    alice: Member, charlie: User
) -> None:
    rate, today = ask(alice), timezone.localdate()
    grant(rate, charlie, days=30)
    in_force = ReducedRate.objects.in_force
    assert in_force(today).get() == rate and in_force(today + timedelta(days=29)).exists()
    assert not in_force(today + timedelta(days=30)).exists()
    entry = AuditEntry.objects.get(action="members.reduced_rate_granted")
    assert (entry.actor, entry.member_number) == (charlie, alice.number)
    mail = Mail.objects.get()
    assert mail.to == alice.email and mail.member_number == alice.number
    assert ask(alice)  # a member with the rate may already ask for the years after


def test_declined_it_says_why(alice: Member, charlie: User) -> None:
    rate = ask(alice)
    with pytest.raises(InvalidInput) as refusal:
        decline_reduced_rate(rate, answer="  ", actor=charlie)
    assert refusal.value.field == "answer"
    decline_reduced_rate(rate, answer="Ask again in spring", actor=charlie)
    assert "Ask again in spring" in Mail.objects.get().body
    assert not ReducedRate.objects.in_force(timezone.localdate()).exists()


def test_two_volunteers_answer_once(alice: Member, charlie: User) -> None:
    rate = ask(alice)
    twin = ReducedRate.objects.get(pk=rate.pk)
    grant(rate, charlie)
    with pytest.raises(TransitionRefused):
        decline_reduced_rate(twin, answer="No", actor=charlie)
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2026, 11, 22), date(2026, 11, 22)),
        (date(2020, 1, 1), date(2021, 1, 1)),
        (date(2026, 11, 22), date(2036, 11, 22)),
    ],
)
def test_an_end_that_cannot_be_is_refused(
    alice: Member, charlie: User, starts_on: date, ends_on: date
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        give_reduced_rate(alice, starts_on=starts_on, ends_on=ends_on, actor=charlie)
    assert refusal.value.field == "ends_on" and not ReducedRate.objects.exists()


def test_granting_without_a_request_answers_the_one_that_waits(
    alice: Member, charlie: User
) -> None:
    asked, today = ask(alice), timezone.localdate()
    given = give_reduced_rate(
        alice, starts_on=today, ends_on=today + timedelta(days=9), actor=charlie
    )
    assert given == asked and ReducedRate.objects.count() == 1
