"""Personal data in the office: members' requests, members kept by duty, the duration of each retention."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.core import board
from coin.core.models import Mail, Proposal
from coin.members.capabilities import EDIT, PERSONAL_DATA, SEE
from coin.members.data import erasure, exports
from coin.members.models import DataExport, Member, User
from tests.factories import DocumentFactory, MemberFactory, PaymentFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]
LEFT = date(2020, 3, 15)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def desk(volunteer: Callable[..., User], sign_in: SignIn) -> Client:
    return sign_in(volunteer(PERSONAL_DATA, SEE))


def archived(**kwargs: Any) -> Member:
    return MemberFactory.create(left_on=LEFT, archived_at=timezone.now(), **kwargs)


def test_a_copy_is_made_for_somebody_who_asks_by_letter(desk: Client, alice: Member) -> None:
    desk.post(reverse("office:data-export-new", args=[alice.number]), {"count": 1})
    export = DataExport.objects.get()
    exports.make_export(export.pk)
    assert f"/membres/{alice.number}/donnees/" in Mail.objects.get().body
    answer = desk.get(reverse("office:data-export-file", args=[export.pk]))
    assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]


def test_a_request_waits_on_the_board_with_its_day(
    volunteer: Callable[..., User], alice: Member
) -> None:
    erasure.ask_erasure(alice, actor=None)
    lines = [line for group in board.lines_for(volunteer(PERSONAL_DATA)).values() for line in group]
    assert [line.url for line in lines] == [reverse("office:member-data", args=[alice.number])]
    assert not board.lines_for(volunteer(EDIT))


def test_it_is_declined_with_an_answer(desk: Client, alice: Member) -> None:
    request = erasure.ask_erasure(alice, actor=None)
    url = reverse("office:erasure-decline", args=[request.pk])
    assert desk.post(url, {"answer": " "}).status_code == 422
    desk.post(url, {"answer": "Un litige est en cours."})
    assert "Un litige" in Mail.objects.get().body
    assert desk.post(url, {"answer": "Encore"}).status_code in {409, 422}
    assert Mail.objects.count() == 1


def test_it_waits_for_a_second_person(
    desk: Client, volunteer: Callable[..., User], alice: Member
) -> None:
    volunteer(PERSONAL_DATA)
    url = reverse("office:member-erase", args=[alice.number])
    assert desk.get(url).status_code == 200
    desk.post(url, {"count": 1, "reason": "Elle l’a demandé"})
    assert Proposal.objects.get().act == "members.erase"
    alice.refresh_from_db()
    assert alice.erased_at is None


def test_what_prevents_it_is_said_instead_of_a_button(desk: Client, alice: Member) -> None:
    SubscriptionFactory.create(member=alice)
    page = desk.get(reverse("office:member-erase", args=[alice.number])).content.decode()
    assert "btn-danger" not in page


def test_who_is_kept_by_duty_is_on_that_list_alone(
    desk: Client, treasurer: User, sign_in: SignIn
) -> None:
    member = archived(last_name="Ancienne")
    SubscriptionFactory.create(member=member, state="ended", ended_on=LEFT)
    DocumentFactory.create(member=member)
    PaymentFactory.create(member=member)
    assert "Ancienne" in desk.get(reverse("office:kept")).content.decode()
    everyday = sign_in(treasurer)
    for name in ("members", "subscriptions", "documents", "payments"):
        page = everyday.get(reverse(f"office:{name}"), {"q": "Ancienne"}).content.decode()
        assert "Ancienne (n°" not in page and f">{member.name}<" not in page, name


def test_its_record_opens_for_who_answers_for_personal_data(
    desk: Client, volunteer: Callable[..., User], sign_in: SignIn
) -> None:
    url = reverse("office:member", args=[archived().number])
    assert desk.get(url).status_code == 200
    assert sign_in(volunteer(SEE)).get(url).status_code == 404


def test_the_list_says_until_when_and_by_which_text(desk: Client) -> None:
    archived(last_name="Simple")
    bound = archived(last_name="Abonnée")
    SubscriptionFactory.create(member=bound, state="ended", ended_on=date(2020, 1, 1))
    csv = b"".join(desk.get(reverse("office:kept"), {"format": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    simple, subscriber = (
        next(row for row in csv.splitlines() if who in row) for who in ("Simple", "Abonnée")
    )
    assert "2021-03-15" in simple
    assert "2025-01-01" in subscriber and "R.10-13 I" in subscriber


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(
    desk: Client, django_assert_num_queries: Any, size: int
) -> None:
    for _number in range(size):
        SubscriptionFactory.create(member=archived(), state="ended", ended_on=LEFT)
    desk.get(reverse("office:kept"))
    with django_assert_num_queries(QUERIES):
        desk.get(reverse("office:kept"))


QUERIES = 10


def test_the_rules_are_shown_with_what_is_due(desk: Client) -> None:
    MemberFactory.create(left_on=LEFT)
    page = desk.get(reverse("office:retention")).content.decode()
    assert "members.identity" in page and "L123-22" in page


def test_nothing_is_offered_for_somebody_erased(desk: Client) -> None:
    member = archived(erased_at=timezone.now(), last_name="", first_name="")
    page = desk.get(reverse("office:member-data", args=[member.number])).content.decode()
    assert reverse("office:member-erase", args=[member.number]) not in page
    assert desk.get(reverse("office:member-erase", args=[member.number])).status_code == 404


def test_who_comes_back_is_on_the_screens_again(
    volunteer: Callable[..., User], sign_in: SignIn
) -> None:
    member = archived()
    url = reverse("office:member-return", args=[member.number])
    assert sign_in(volunteer(EDIT)).get(url).status_code == 404
    sign_in(volunteer(EDIT, PERSONAL_DATA)).post(url, {"count": 1})
    member.refresh_from_db()
    assert (member.left_on, member.archived_at) == (None, None)


def test_who_is_erased_does_not_come_back(treasurer: User, sign_in: SignIn) -> None:
    member = archived(erased_at=timezone.now())
    url = reverse("office:member-return", args=[member.number])
    sign_in(treasurer).post(url, {"count": 1})
    member.refresh_from_db()
    assert member.left_on == LEFT


def test_the_record_leads_to_the_personal_data(
    volunteer: Callable[..., User], sign_in: SignIn, alice: Member
) -> None:
    record = reverse("office:member", args=[alice.number])
    data = reverse("office:member-data", args=[alice.number])
    assert data in sign_in(volunteer(SEE, PERSONAL_DATA)).get(record).content.decode()
    assert data not in sign_in(volunteer(SEE)).get(record).content.decode()
