"""Requests to be erased: what the page shows, who erases, which data goes at once, and which text keeps the rest."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from coin.core import audit, retention_job, sensitive
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry, Mail, Proposal, ProposalState
from coin.core.transitions import TransitionRefused
from coin.members import actions
from coin.members.capabilities import PERSONAL_DATA
from coin.members.data import erasure
from coin.members.data.erasure_plan import erasure_plan
from coin.members.data.sensitive import ERASE
from coin.members.enums import ErasureState
from coin.members.models import ErasureRequest, Member, User
from tests.factories import RepresentativeFactory, SeatFactory, ServiceFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db
FIVE_YEARS = re.compile(r"R\.10-13 I\s?;")  # French puts a space before the semicolon


def end_contract(member: Member, on: date) -> None:
    subscription = SubscriptionFactory.create(member=member, state="ended", ended_on=on)
    ServiceFactory.create(subscription=subscription, state="ended", ended_on=on, login="alice-vpn")


def test_a_plain_member_is_shown_that_everything_goes_now(alice: Member) -> None:
    plan = erasure_plan(alice)
    assert plan
    assert all(planned.is_now and str(planned.source) for planned in plan)


def test_a_subscriber_is_shown_what_stays_until_when_and_why(alice: Member) -> None:
    ended = date(2026, 3, 1)
    end_contract(alice, ended)
    stays = {
        str(planned.source): planned.until
        for planned in erasure_plan(alice, date(2026, 11, 22))
        if planned.until
    }
    by_text = {source: until for source, until in stays.items() if FIVE_YEARS.search(source)}
    assert list(by_text.values()) == [ended + relativedelta(months=60)]
    assert ended + relativedelta(months=12) in stays.values()


def test_what_a_running_contract_holds_has_no_day_yet(alice: Member) -> None:
    SubscriptionFactory.create(member=alice)
    assert any(planned.waits and planned.months == 60 for planned in erasure_plan(alice))


def test_one_asks_once_and_may_take_it_back(alice: Member) -> None:
    request = erasure.ask_erasure(alice, actor=None, words="merci")
    with pytest.raises(DomainError):
        erasure.ask_erasure(alice, actor=None)
    erasure.withdraw_erasure(request, actor=None)
    with pytest.raises(TransitionRefused):
        erasure.withdraw_erasure(request, actor=None)
    erasure.ask_erasure(alice, actor=None)
    acts = AuditEntry.objects.filter(member_number=alice.number).values_list("action", flat=True)
    assert actions.ERASURE_WITHDRAWN.slug in acts


def test_a_book_is_refused(alice: Member) -> None:
    with pytest.raises(InvalidInput) as refused:
        erasure.ask_erasure(alice, actor=None, words="x" * (erasure.LONGEST + 1))
    assert refused.value.field == "words"
    assert not ErasureRequest.objects.exists()


def test_a_refusal_is_explained_by_mail(alice: Member) -> None:
    request = erasure.ask_erasure(alice, actor=None)
    with pytest.raises(InvalidInput):
        erasure.decline_erasure(request, answer="  ", actor=None)
    erasure.decline_erasure(request, answer="Un litige est en cours.", actor=None)
    mail = Mail.objects.get(kind="erasure_declined")
    assert mail.to == alice.email and "Un litige est en cours." in mail.body
    request.refresh_from_db()
    assert (request.state, bool(request.decided_at)) == (ErasureState.DECLINED, True)


def test_a_plain_member_is_gone_at_once(alice: Member) -> None:
    user = alice.representatives.get().user
    erasure.ask_erasure(alice, actor=user)
    with transaction.atomic():
        audit.record(actions.MEMBER_CHANGED, alice, actor=user, member_number=alice.number)
    number = alice.number
    erasure.erase_member(alice, actor=None)
    alice.refresh_from_db()
    user = User.objects.get(pk=user.pk)
    assert str(alice) == f"n° {number}"
    assert alice.left_on == timezone.localdate() and alice.archived_at and alice.erased_at
    assert not user.is_active and user.name == "" and user.login.startswith("~")
    kept = AuditEntry.objects.filter(member_number=number)
    assert not [
        row for row in kept if "Alice" in f"{row.subject_label}{row.changes}{row.actor_name}"
    ]
    assert ErasureRequest.objects.get().state == ErasureState.DONE
    done = kept.get(action=actions.MEMBER_ERASED.slug)
    assert done.changes["members.identity"] == [None, 1]
    with pytest.raises(DomainError):
        erasure.erase_member(alice, actor=None)


def test_the_mail_that_says_so_goes_to_the_address_that_was_and_then_away(alice: Member) -> None:
    erasure.erase_member(alice, actor=None)
    mail = Mail.objects.get(kind="erased")
    assert mail.to == "alice@example.org"
    Mail.objects.update(state="sent")
    retention_job.run(timezone.localdate())
    assert not Mail.objects.filter(kind="erased").exists()


def test_of_a_subscriber_only_what_no_duty_keeps_goes(alice: Member) -> None:
    user = alice.representatives.get().user
    end_contract(alice, timezone.localdate() - relativedelta(months=2))
    Mail.objects.create(
        kind="x", to=alice.email, subject="s", member_number=alice.number, state="sent"
    )
    erasure.erase_member(alice, actor=None)
    alice.refresh_from_db()
    user = User.objects.get(pk=user.pk)
    assert alice.archived_at and alice.erased_at is None and alice.last_name == "Durand"
    assert user.login == "alice" and user.is_active
    assert not Mail.objects.filter(kind="x").exists()
    body = Mail.objects.get(kind="erased").body
    assert "R.10-13" in body


def test_nobody_is_erased_while_a_subscription_runs(alice: Member) -> None:
    SubscriptionFactory.create(member=alice)
    with pytest.raises(DomainError):
        erasure.erase_member(alice, actor=None)
    alice.refresh_from_db()
    assert alice.left_on is None and alice.archived_at is None


def test_a_seat_is_handed_back_first(alice: Member) -> None:
    SeatFactory.create(user=alice.representatives.get().user)
    with pytest.raises(DomainError, match="Alice Durand"):
        erasure.erase_member(alice, actor=None)


def test_who_acts_for_somebody_else_keeps_their_account(alice: Member, bob: Member) -> None:
    user = alice.representatives.get().user
    RepresentativeFactory.create(member=bob, user=user)
    erasure.erase_member(alice, actor=None)
    user = User.objects.get(pk=user.pk)
    assert user.is_active and user.login == "alice"
    assert [representation.member for representation in user.representations.all()] == [bob]


def test_two_people_do_it_and_no_name_stays_in_what_they_did(
    alice: Member, volunteer: Callable[..., User]
) -> None:
    first, second = volunteer(PERSONAL_DATA), volunteer(PERSONAL_DATA)
    number = alice.number
    proposal = sensitive.propose(ERASE, alice, sentence=erasure.sentence(alice), actor=first)
    assert proposal and proposal.state == ProposalState.WAITING
    alice.refresh_from_db()
    assert alice.erased_at is None
    sensitive.confirm(proposal, actor=second)
    alice.refresh_from_db()
    assert alice.erased_at
    kept = Proposal.objects.get()
    assert kept.subject_label == f"n° {number}" and str(number) in kept.sentence
    journal: list[Any] = list(AuditEntry.objects.values_list("subject_label", "changes", "note"))
    assert "Alice" not in str(journal)
