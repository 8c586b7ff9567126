"""Duplicates in the office: listed, compared, merged by two people, or marked as distinct members."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from coin.core import sensitive
from coin.core.models import Association, Proposal
from coin.members.models import Member, User
from tests.factories import MemberFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(db: None) -> tuple[Member, Member]:
    same = {"first_name": "Ada", "last_name": "Martin", "email": "ada@example.org"}
    keeper = MemberFactory.create(number=4, **same)
    return keeper, MemberFactory.create(
        number=12, **{**same, "last_name": "Martin-Petit"}, phone="0612345678"
    )


def merge_url(*pair: Member) -> str:
    return reverse("office:member-merge", args=[member.number for member in pair])


def test_the_list_leads_to_the_comparison(
    office: Client,
    association: Association,
    pair: tuple[Member, Member],
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    counts = []
    for more in (0, 2):
        for _ in range(more):
            MemberFactory.create(email="ada@example.org")
        with django_assert_max_num_queries(8) as asked:  # type: ignore[attr-defined]
            page = office.get(reverse("office:duplicates")).content.decode()
        counts.append(len(asked))
        assert merge_url(*pair) in page
    assert counts[0] == counts[1]


def test_nothing_alike_is_said(office: Client) -> None:
    MemberFactory.create()
    assert "empty-state" in office.get(reverse("office:duplicates")).content.decode()


def test_told_apart_they_leave_the_list(office: Client, pair: tuple[Member, Member]) -> None:
    url = reverse("office:members-distinct", args=[member.number for member in pair])
    assert office.get(url).status_code == 200
    office.post(url, {"count": "1"})
    assert merge_url(*pair) not in office.get(reverse("office:duplicates")).content.decode()


def test_a_duplicate_that_one_knows_of_is_found_by_number(
    office: Client, pair: tuple[Member, Member]
) -> None:
    url = reverse("office:member-merge-with", args=[4])
    assert office.post(url, {"number": "12"}).headers["Location"] == merge_url(*pair)
    for number in ("4", "999", "-1", ""):
        answer = office.post(url, {"number": number})
        assert answer.status_code == 422
        assert 'id="id_number_error"' in answer.content.decode()


def test_alone_with_the_right_one_merges_at_once(
    office: Client, pair: tuple[Member, Member]
) -> None:
    SubscriptionFactory.create(member=pair[1])
    page = office.get(merge_url(*pair)).content.decode()
    assert "Martin-Petit" in page and "0612345678" in page
    data = {"count": "2", "last_name": "take", "phone": "keep", "reason": "même personne"}
    answer = office.post(merge_url(*pair), data)
    assert answer.status_code == 302, answer.content.decode()
    pair[0].refresh_from_db()
    assert (pair[0].last_name, pair[0].phone) == ("Martin-Petit", "")
    assert pair[0].subscriptions.count() == 1
    assert pair[0].contacts.get().value == "0612345678"
    moved = office.get(reverse("office:member", args=[12]))
    assert moved.headers["Location"] == reverse("office:member", args=[4])


def test_with_another_who_may_it_waits_for_them(
    office: Client, treasurer: User, pair: tuple[Member, Member], volunteer: Callable[..., User]
) -> None:
    second = volunteer("members.import")
    data = {"count": "1", "last_name": "take", "phone": "take", "reason": "même personne"}
    office.post(merge_url(*pair), data)
    proposal = Proposal.objects.get()
    assert "n° 12" in proposal.sentence and "n° 4" in proposal.sentence
    assert proposal.arguments == {"merged": 12, "take": ["last_name", "phone"]}
    assert Member.objects.filter(merged_into=None).count() == 2
    sensitive.confirm(proposal, actor=second)
    assert Member.objects.get(number=12).merged_into == pair[0]
    assert Member.objects.get(number=4).phone == "0612345678"


def test_more_to_move_meanwhile_is_shown_before_it_is_done(
    office: Client, pair: tuple[Member, Member]
) -> None:
    SubscriptionFactory.create(member=pair[1])
    data = {"count": "1", "last_name": "keep", "phone": "keep", "reason": "même personne"}
    assert office.post(merge_url(*pair), data).status_code == 409
    assert Member.objects.filter(merged_into=None).count() == 2


def test_what_cannot_be_merged_says_why_and_has_no_button(
    office: Client, pair: tuple[Member, Member]
) -> None:
    organisation = MemberFactory.create(kind="organisation", organisation_name="Ondes")
    page = office.get(merge_url(pair[0], organisation)).content.decode()
    assert "btn-danger" not in page
    assert office.get(merge_url(pair[0], pair[0])).status_code == 404
