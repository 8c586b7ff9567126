"""The holder of an address at a moment: looked up with a reason, or told to an authority by two people."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.core.models import Association, AuditEntry, Proposal
from coin.members.models import User
from coin.network.capabilities import WHO_HAD
from coin.network.models import LegalRequest
from coin.subscriptions.models import Service

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NEW = "office:legal-request-new"


@pytest.fixture
def one(volunteer: Callable[..., User]) -> User:
    return volunteer(WHO_HAD, "members.see")


@pytest.fixture
def two(volunteer: Callable[..., User]) -> User:
    return volunteer(WHO_HAD)


def asked(**more: str) -> dict[str, str]:
    now = timezone.localtime()
    return {
        "authority": "Tribunal de Lyon",
        "reference": "2026/1",
        "received_on": now.date().isoformat(),
        "address": "203.0.113.2",
        "at": now.strftime("%Y-%m-%dT%H:%M:%S"),
        "reason": "Commission rogatoire vérifiée",
        **more,
    }


def test_a_look_up_says_why_and_stands_in_the_journal(office: Client, held: Service) -> None:
    url = reverse("office:who-had")
    member = held.subscription.member
    link = reverse("office:member", args=[member.number])
    assert link not in office.get(url, {"address": "203.0.113.2"}).content.decode()
    question = {"address": "203.0.113.2", "at": "", "reason": "Signalement"}
    assert link in office.post(url, question).content.decode()
    before = (timezone.localtime() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S")
    page = office.post(url, {**question, "at": before}).content.decode()
    assert 'id="answer"' in page and link not in page
    rows = AuditEntry.objects.filter(action="network.looked_up")
    assert [row.note for row in rows] == ["Signalement"] * 2


@pytest.mark.parametrize(
    ("more", "field"), [({"address": "not one"}, "address"), ({"reason": " "}, "reason")]
)
def test_what_is_wrong_is_told_beside_the_field(
    more: dict[str, str], field: str, office: Client
) -> None:
    question = {"address": "203.0.113.2", "at": "", "reason": "Signalement", **more}
    response = office.post(reverse("office:who-had"), question)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not AuditEntry.objects.filter(action="network.looked_up").exists()


def test_a_request_is_recorded_confirmed_and_read(
    one: User, two: User, held: Service, sign_in: SignIn
) -> None:
    held.assignments.update(assigned_at=timezone.now() - timedelta(hours=1))
    member = held.subscription.member
    sign_in(one).post(reverse(NEW), asked())
    proposal, request = Proposal.objects.get(), LegalRequest.objects.get()
    record = reverse("office:legal-request", args=[request.pk])
    assert member.name not in sign_in(one).get(record).content.decode()
    client = sign_in(two)
    response = client.post(reverse("office:proposal-confirm", args=[proposal.pk]), {"count": "1"})
    assert response.headers["Location"] == record
    assert member.name in client.get(record).content.decode()
    listed = client.get(reverse("office:legal-requests"), {"format": "csv"})
    assert member.name not in b"".join(listed).decode()


def test_what_was_refused_may_be_asked_again(
    one: User, two: User, held: Service, sign_in: SignIn
) -> None:
    sign_in(one).post(reverse(NEW), asked())
    request = LegalRequest.objects.get()
    record = reverse("office:legal-request", args=[request.pk])
    again = reverse("office:legal-request-read", args=[request.pk])
    assert again not in sign_in(one).get(record).content.decode()
    refuse = reverse("office:proposal-refuse", args=[Proposal.objects.get().pk])
    sign_in(two).post(refuse, {"count": "1", "reason": "Référence illisible"})
    assert again in sign_in(one).get(record).content.decode()
    sign_in(one).post(again, {"count": "1", "reason": "Référence corrigée"})
    assert Proposal.objects.filter(state="waiting").exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [({"address": "x"}, "address"), ({"at": "2099-01-01T00:00"}, "at"), ({"port": "0"}, "port")],
)
def test_a_wrong_request_keeps_nothing(
    more: dict[str, str], field: str, one: User, two: User, sign_in: SignIn
) -> None:
    response = sign_in(one).post(reverse(NEW), asked(**more))
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not LegalRequest.objects.exists() and not Proposal.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(
    rows: int, one: User, two: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    Association.current()
    client = sign_in(one)
    for number in range(rows):
        client.post(reverse(NEW), asked(reference=f"2026/{number}"))
    with django_assert_num_queries(6):  # session, user, seats; rows, count, the association's name
        listed = client.get(reverse("office:legal-requests")).content.decode()
    assert listed.count("<tr>") == rows + 1
