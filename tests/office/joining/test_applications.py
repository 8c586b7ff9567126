"""Requests to join in the office: volunteers read them and decide."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from coin.core.models import Association
from coin.members.enums import ApplicationState
from coin.members.joining.admissions import approve
from coin.members.models import Application, Member, User
from tests.factories import DuesPlanFactory, MemberFactory, OfferFactory, UserFactory
from tests.factories.applications import ApplicationFactory

pytestmark = pytest.mark.django_db
LIST = "/bureau/demandes/"
QUERIES = 6


@pytest.fixture
def welcome(volunteer: Callable[..., User], sign_in: Callable[[User], Client], db: None) -> Client:
    """The test client with the right on requests to join, the only one these pages need."""
    Association.current()
    return sign_in(volunteer("members.join"))


def url_of(application: Application, act: str = "") -> str:
    return f"{LIST}{application.pk}/{act}"


def state_of(application: Application) -> str:
    application.refresh_from_db()
    return application.state


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_for_three(
    welcome: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ApplicationFactory.create_batch(rows)
    welcome.get(LIST)
    with django_assert_num_queries(QUERIES):
        page = welcome.get(LIST).content.decode()
    assert page.count('class="row-title"') == rows


def test_what_waits_comes_first_and_is_found_by_state_and_words(welcome: Client) -> None:
    ApplicationFactory.create(last_name="Over", state=ApplicationState.DECLINED)
    ApplicationFactory.create(last_name="Waiting")
    page = welcome.get(LIST).content.decode()
    assert page.index("Waiting") < page.index("Over")
    assert "Over" not in welcome.get(f"{LIST}?state=submitted").content.decode()
    results = welcome.get(f"{LIST}?q=WAITÍNG").content.decode()
    assert "Waiting" in results and "Over" not in results
    csv = b"".join(welcome.get(f"{LIST}?format=csv")).decode()
    assert "Dominique Waiting" in csv


def test_no_formula_is_exported(welcome: Client) -> None:
    ApplicationFactory.create(first_name="", last_name="=cmd", city="@SUM(1)")
    csv = b"".join(welcome.get(f"{LIST}?format=csv")).decode()
    assert "'=cmd" in csv and "'@SUM(1)" in csv


def test_the_record_shows_all_that_was_typed(welcome: Client) -> None:
    OfferFactory.create(slug="vpn", name="The VPN")
    member = MemberFactory.create(first_name="Dominique", last_name="Lefort")
    association = Association.current()
    association.statutes_version = "2026"
    association.save()
    application = ApplicationFactory.create(
        last_name="Lefort",
        words="Hello <b>there</b>",
        wishes=["vpn", "gone"],
        statutes_version="2025",
        phone="0478000000",
    )
    page = welcome.get(url_of(application)).content.decode()
    for shown in ("The VPN", "gone", "Hello &lt;b&gt;", "2025", "0478000000", str(member)):
        assert shown in page
    assert 'href="/bureau/demandes/' in page and f"{application.pk}/accepter/" in page


def test_a_decided_request_has_no_button(welcome: Client) -> None:
    application = ApplicationFactory.create(state=ApplicationState.WITHDRAWN)
    assert "accepter" not in welcome.get(url_of(application)).content.decode()
    for act in ("accepter/", "refuser/"):
        answer = welcome.post(url_of(application, act), {"count": "1", "reason": "No."})
        assert answer.status_code == 409
    late = welcome.post(url_of(application, "question/"), {"question": "Kept words"})
    assert late.status_code == 422 and "Kept words" in late.content.decode()
    assert state_of(application) == ApplicationState.WITHDRAWN


def test_approving_says_before_what_it_makes(welcome: Client) -> None:
    MemberFactory.create(first_name="Dominique", last_name="Lefort", number=4242)
    UserFactory.create(login="known", email="known@example.org")
    plan = DuesPlanFactory.create(name="With a fee", entry_fee=Decimal("3.00"))
    application = ApplicationFactory.create(
        last_name="Lefort", email="known@example.org", plan=plan, gift=Decimal("2.00")
    )
    page = welcome.get(url_of(application, "accepter/")).content.decode()
    for shown in ("known", "4242", "With a fee", "20,00"):
        assert shown in page
    assert not Member.objects.filter(applications=application).exists()


def test_two_volunteers_press_and_the_second_reads_why_not(welcome: Client, charlie: User) -> None:
    application = ApplicationFactory.create()
    assert 'value="1"' in welcome.get(url_of(application, "accepter/")).content.decode()
    approve(application, actor=charlie)
    answer = welcome.post(url_of(application, "accepter/"), {"count": "1"})
    assert answer.status_code == 409 and Member.objects.count() == 1


def test_approving_leads_to_the_member_or_to_the_request(
    welcome: Client, volunteer: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    first, second = ApplicationFactory.create_batch(2)
    answer = welcome.post(url_of(first, "accepter/"), {"count": "1"})
    assert answer["Location"] == url_of(first)
    client = sign_in(volunteer("members.join", "members.see"))
    answer = client.post(url_of(second, "accepter/"), {"count": "1"})
    second.refresh_from_db()
    assert second.member and answer["Location"] == reverse(
        "office:member", args=[second.member.number]
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "grants"),
        ({"grants": "yes", "ends_on": ""}, "ends_on"),
        ({"grants": "yes", "ends_on": "2020-01-01"}, "ends_on"),
        ({"grants": "yes", "ends_on": "2190-01-01"}, "ends_on"),
        ({"grants": "no"}, "answer"),
    ],
)
def test_the_reduced_rate_is_decided_on_the_approve_page(
    welcome: Client, typed: dict[str, str], field: str
) -> None:
    plan = DuesPlanFactory.create(name="Reduced", minimum=Decimal("10.00"), reduced=Decimal("5.00"))
    application = ApplicationFactory.create(plan=plan, amount=Decimal("6.00"), wants_reduced=True)
    url = url_of(application, "accepter/")
    wrong = welcome.post(url, {"count": "1", **typed})
    assert wrong.status_code == 422 and f"id_{field}_error" in wrong.content.decode()
    assert state_of(application) == ApplicationState.SUBMITTED
    assert not Member.objects.exists()
    until = timezone.localdate() + timedelta(days=300)
    good = {"count": "1", "grants": "yes", "ends_on": until.isoformat()}
    assert welcome.post(url, good).status_code == 302
    assert Member.objects.get().dues.get().amount == Decimal("6.00")


def test_asking_and_declining(welcome: Client) -> None:
    application = ApplicationFactory.create()
    empty = welcome.post(url_of(application, "question/"), {"question": " "})
    assert empty.status_code == 422
    welcome.post(url_of(application, "question/"), {"question": "Where?"})
    assert state_of(application) == ApplicationState.QUESTIONED
    assert "Where?" in welcome.get(url_of(application)).content.decode()
    refusal = welcome.post(url_of(application, "refuser/"), {"count": "1", "reason": ""})
    assert refusal.status_code == 422
    welcome.post(url_of(application, "refuser/"), {"count": "1", "reason": "Too far."})
    assert state_of(application) == ApplicationState.DECLINED
    assert "Too far." in welcome.get(url_of(application)).content.decode()


def test_without_the_right_nothing_is_seen_or_done(
    charlie: User, sign_in: Callable[[User], Client]
) -> None:
    application = ApplicationFactory.create()
    client = sign_in(charlie)
    assert client.get(LIST).status_code == 403
    assert client.post(url_of(application, "accepter/"), {"count": "1"}).status_code == 403
    assert state_of(application) == ApplicationState.SUBMITTED
