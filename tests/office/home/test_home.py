from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coin.core.models import WorkClaim
from coin.members.models import User
from coin.subscriptions import capabilities
from coin.subscriptions.enums import SubscriptionState
from tests.factories import SubscriptionFactory

pytestmark = pytest.mark.django_db


def ask(number: int, *, days_ago: int = 0) -> str:
    """Request a subscription, as a member would; returns the key of its line on the work board."""
    asked = SubscriptionFactory.create(
        state=SubscriptionState.REQUESTED,
        requested_at=timezone.now() - timedelta(days=days_ago),
        member__last_name=f"Demande{number}",
    )
    return f"subscriptions.requested:{asked.pk}"


@pytest.fixture
def welcome(volunteer: Callable[..., User]) -> User:
    return volunteer(capabilities.SEE, capabilities.EDIT)


def test_a_volunteer_enters_the_office(charlie: User, sign_in: Callable[[User], Client]) -> None:
    page = sign_in(charlie).get(reverse("office:home"))
    assert page.status_code == 200
    assert "<main" in page.content.decode()


def test_what_waits_is_shown_oldest_first_to_who_can_act_and_to_nobody_else(
    welcome: User, charlie: User, sign_in: Callable[[User], Client]
) -> None:
    ask(1, days_ago=1)
    ask(2, days_ago=9)
    page = sign_in(welcome).get(reverse("office:home")).content.decode()
    assert 0 < page.index("Demande2") < page.index("Demande1")
    assert "Demande" not in sign_in(charlie).get(reverse("office:home")).content.decode()


def test_a_line_is_taken_seen_by_the_others_and_given_back(
    welcome: User, volunteer: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    key = ask(1)
    client = sign_in(welcome)
    assert client.post(reverse("office:on-it"), {"key": key}).url == reverse("office:home")  # type: ignore[attr-defined]
    assert WorkClaim.objects.get().user == welcome
    assert 'name="give_back"' in client.get(reverse("office:home")).content.decode()

    other = sign_in(volunteer(capabilities.SEE, capabilities.EDIT))
    page = other.get(reverse("office:home")).content.decode()
    assert welcome.name in page
    assert 'name="give_back"' not in page
    refused = other.post(reverse("office:on-it"), {"key": key}, follow=True)
    assert welcome.name in str(next(iter(refused.context["messages"])))

    client = sign_in(welcome)
    client.post(reverse("office:on-it"), {"key": key, "give_back": ""})
    assert not WorkClaim.objects.exists()


@pytest.mark.parametrize(
    "data", [{}, {"key": "subscriptions.requested:999999"}, {"key": "x" * 999}]
)
def test_what_does_not_wait_is_said_and_nothing_is_taken(
    data: dict[str, str], welcome: User, sign_in: Callable[[User], Client]
) -> None:
    page = sign_in(welcome).post(reverse("office:on-it"), data, follow=True)
    assert page.status_code == 200
    assert [*page.context["messages"]]
    assert not WorkClaim.objects.exists()


def test_the_board_asks_as_much_for_three_lines_taken_as_for_one(office: Client) -> None:
    counts = []
    for number in range(3):
        office.post(reverse("office:on-it"), {"key": ask(number)})
        with CaptureQueriesContext(connection) as asked:
            office.get(reverse("office:home"))
        counts.append(len(asked))
    assert WorkClaim.objects.count() == 3
    assert len(set(counts)) == 1
