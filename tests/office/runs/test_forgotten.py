"""A month in which nothing was billed is named on the page of the next month, and is never billed as part of it."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from coin.billing.due.forgotten import unbilled
from coin.billing.due.reconcile import reconcile
from coin.members.models import Member
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.models import Subscription, Suspension
from tests.factories import SubscriptionFactory

pytestmark = pytest.mark.django_db
OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)


def working(since: date, **values: object) -> Subscription:
    made: Subscription = SubscriptionFactory.create(
        state=SubscriptionState.ACTIVE, active_on=since, **values
    )
    return made


@pytest.fixture
def billed(alice: Member) -> Subscription:
    """A subscription that began long ago, and is billed from October on."""
    subscription = working(date(2026, 1, 1), member=alice)
    reconcile(OCTOBER, actor=None)
    return subscription


def test_what_began_after_its_run_is_told_until_it_is_asked_for(billed: Subscription) -> None:
    late = working(date(2026, 10, 14))
    assert list(unbilled(OCTOBER)) == [late]
    reconcile(OCTOBER, actor=None)
    assert not unbilled(OCTOBER)


def test_the_past_before_coins_first_month_is_nobodys(billed: Subscription) -> None:
    assert not unbilled(SEPTEMBER)


def test_nothing_is_told_before_the_first_bill(alice: Member) -> None:
    working(date(2026, 1, 1), member=alice)
    assert not unbilled(OCTOBER)


def test_what_costs_nothing_is_not_told(billed: Subscription) -> None:
    working(date(2026, 10, 14), monthly_price=Decimal(0))
    asleep = working(date(2026, 2, 1), suspended_price=Decimal(0))
    Suspension.objects.create(subscription=asleep, starts_on=date(2026, 3, 1))
    working(date(2026, 2, 1), in_arrears=True)
    working(date(2026, 2, 1), ended_on=date(2026, 10, 1))
    assert not unbilled(OCTOBER)


def test_the_page_of_the_next_run_says_so(billed: Subscription, office: Client) -> None:
    working(date(2026, 10, 14))
    page = office.get(reverse("office:billing-run") + "?month=2026-11").content.decode()
    assert "?month=2026-10" in page
    assert "1 abonnement " in page.replace("\xa0", " ")
