"""Legal requests: recorded, their answer read by two people, answered once and never changed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from coin.core import guards, retention, sensitive
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry, ProposalState
from coin.members.models import Contact, User
from coin.network.assignments.assigning import assign
from coin.network.assignments.releasing import release
from coin.network.capabilities import WHO_HAD
from coin.network.legal.queries import legal_requests_per_year, with_state
from coin.network.legal.sensitive import READ_LEGAL_REQUEST
from coin.network.legal.services import read_legal_request, record_legal_request
from coin.network.models import Assignment, LegalRequest, Pool
from coin.subscriptions.models import Service
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MOMENT = timezone.make_aware(datetime(2025, 6, 15, 12))


@pytest.fixture
def held(pool: Pool, service: Service) -> Assignment:
    """An assignment of 203.0.113.2 during June 2025."""
    start = timezone.make_aware(datetime(2025, 6, 1, 12))
    assignment = assign(pool, service, actor=None, at=start)
    return release(assignment, actor=None, at=start + timedelta(days=30))


def record(actor: User, **more: Any) -> LegalRequest:
    values = {
        "authority": "Tribunal judiciaire de Lyon",
        "reference": "2025/1234",
        "received_on": date(2025, 7, 1),
        "address": "203.0.113.2",
        "at": MOMENT,
        **more,
    }
    return record_legal_request(actor=actor, **values)


def test_two_people_read_it_and_the_journal_holds_no_answer(
    held: Assignment, volunteer: Callable[..., User]
) -> None:
    one, two = volunteer(WHO_HAD), volunteer(WHO_HAD)
    request = record(one)
    proposal = sensitive.propose(READ_LEGAL_REQUEST, request, sentence="…", actor=one)
    assert proposal is not None and proposal.state == ProposalState.WAITING
    assert LegalRequest.objects.get().answer is None
    assert with_state(LegalRequest.objects.all()).get().state == "waiting"

    sensitive.confirm(proposal, actor=two)
    (holder,) = LegalRequest.objects.get().answer
    member = held.service.subscription.member
    assert holder["member"]["number"] == member.number
    assert holder["member"]["emails"] == [member.email]
    assert with_state(LegalRequest.objects.all()).get().state == "read"
    rows = AuditEntry.objects.filter(subject_type="network.legalrequest")
    assert {row.action for row in rows} == {
        "network.legal_request_recorded",
        "network.legal_request_read",
    }
    for row in AuditEntry.objects.filter(at__gte=request.asked_at):
        text = f"{row.subject_label} {row.changes} {row.note}"
        assert member.name not in text and "203.0.113.2" not in text
        assert row.member_number is None


def test_the_answer_says_all_that_is_kept_of_the_identity(held: Assignment, charlie: User) -> None:
    member = held.service.subscription.member
    Contact.objects.create(member=member, kind="phone", value="+33 4 00 00 00 00")
    request = record(charlie)
    read_legal_request(request, actor=charlie)
    (holder,) = LegalRequest.objects.get().answer
    assert holder["member"]["address"] == "3 rue des Lilas, 69001 Lyon, France"
    assert "+33 4 00 00 00 00" in holder["member"]["phones"]
    assert datetime.fromisoformat(holder["from"]) == held.assigned_at


def test_it_is_answered_once_and_stays_as_it_was(held: Assignment, charlie: User) -> None:
    request = record(charlie)
    read_legal_request(request, actor=charlie)
    before = LegalRequest.objects.get().answer
    with pytest.raises(DomainError):
        read_legal_request(request, actor=charlie)
    changes: list[dict[str, Any]] = [{"answer": []}, {"reference": "other"}]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            LegalRequest.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalRequest.objects.all().delete()
    assert LegalRequest.objects.get().answer == before


def test_nobody_is_an_answer_too(pool: Pool, charlie: User) -> None:
    request = record(charlie)
    read_legal_request(request, actor=charlie)
    assert LegalRequest.objects.get().answer == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"authority": " "}, "authority"),
        ({"reference": ""}, "reference"),
        ({"reference": "x" * 101}, "reference"),
        ({"address": "nowhere"}, "address"),
        ({"port": 70000}, "port"),
        ({"at": timezone.make_aware(datetime(2099, 1, 1))}, "at"),
        ({"received_on": date(2099, 1, 1)}, "received_on"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    more: dict[str, Any], field: str, charlie: User
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        record(charlie, **more)
    assert refusal.value.field == field
    assert not LegalRequest.objects.exists()


def test_requests_are_counted_each_year_and_those_of_several_moments_once() -> None:
    user = UserFactory.create()
    record(user)
    record(user, address="203.0.113.3")
    record(user, reference="2025/77")
    record(user, received_on=date(2024, 2, 1))
    record(user, received_on=date(2024, 3, 1), authority="Parquet de Paris")
    assert legal_requests_per_year() == {2024: 2, 2025: 2}


def test_the_answer_is_erased_in_its_time_and_the_request_stays(
    held: Assignment, charlie: User
) -> None:
    read_legal_request(record(charlie), actor=charlie)
    rule = retention.get("network.legal_requests")
    later = timezone.localdate() + timedelta(days=400)
    assert not rule.rows(timezone.localdate()).exists()
    with guards.retention():
        assert rule.erase is not None
        assert rule.erase(rule.rows(later)) == 1
    kept = LegalRequest.objects.get()
    assert kept.answer is None and kept.read_at is not None
    assert not rule.rows(later).exists()
