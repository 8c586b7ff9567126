from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from coin.members.models import User
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.life.board import by_hand_lines, departed_lines, requested_lines
from coin.subscriptions.life.confirm import confirm_service
from coin.subscriptions.life.services import end, refuse, resume, suspend
from coin.subscriptions.models import Service, Subscription
from tests.factories import MemberFactory, ServiceFactory, SubscriptionFactory


def test_a_request_waits_for_an_answer(asked_for: Subscription, charlie: User) -> None:
    (line,) = requested_lines()
    assert asked_for.offer.name in str(line.text)
    assert line.url == reverse("office:subscription", args=[asked_for.pk])

    refuse(asked_for, actor=charlie, reason="no line there")
    assert list(requested_lines()) == []


def test_each_thing_to_do_by_hand_is_named_until_it_is_ticked_off(
    active: Subscription, charlie: User, day: date
) -> None:
    mailbox = active.services.get(label="Mailbox")
    texts = []
    for move in (suspend, resume):
        move(active, actor=charlie)
        texts.append(_only_text())
        confirm_service(mailbox, actor=charlie)
        assert list(by_hand_lines()) == []
    end(active, actor=charlie, on=day)
    texts.append(_only_text())

    assert [text.split(" is to be ")[1] for text in texts] == [
        f"suspended by hand for {active.member}",
        f"set up by hand for {active.member}",
        f"taken down by hand for {active.member}",
    ]


def test_what_waits_for_a_hand_waits_since_it_was_asked_for(
    active: Subscription, charlie: User
) -> None:
    """The wait does not count from the beginning of the subscription, which may be years ago."""
    mailbox = active.services.get(label="Mailbox")
    Service.objects.update(changed_at=timezone.now() - timedelta(days=300))
    moves = (suspend, resume)
    for move, moment in zip(moves, ["2027-02-01T10:00Z", "2027-03-01T10:00Z"], strict=True):
        with time_machine.travel(moment, tick=False):
            move(active, actor=charlie)
        (line,) = by_hand_lines()
        assert line.since == datetime.fromisoformat(moment)
    confirm_service(mailbox, actor=charlie)
    mailbox.refresh_from_db()
    assert mailbox.changed_at == datetime.fromisoformat("2027-03-01T10:00Z")


def test_a_member_who_left_still_holds_something(day: date, db: None) -> None:
    subscription = SubscriptionFactory.create(member=MemberFactory.create(left_on=day))
    (line,) = departed_lines()
    assert line.url == reverse("office:subscription", args=[subscription.pk])


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_lines_cost_one_question_however_many(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    SubscriptionFactory.create_batch(count, state=SubscriptionState.REQUESTED)
    ServiceFactory.create_batch(count, applied_revision=0)
    with django_assert_num_queries(2):
        assert len(list(requested_lines())) == len(list(by_hand_lines())) == count


def _only_text() -> str:
    with translation.override("en"):
        (line,) = by_hand_lines()
    return str(line.text)
