"""Prices and shares when members merge, when they ask for a copy, and when their subscription is long over."""

from datetime import date
from decimal import Decimal

import pytest

from coin.core import personal_data
from coin.members.models import Member
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.life.moves import move_shares
from coin.subscriptions.models import Price, Share, Split, Subscription
from tests.factories import MemberFactory, SubscriptionFactory
from tests.retention import LEFT, apply, assert_boundary

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(bob: Member) -> Subscription:
    return SubscriptionFactory.create(member=bob)


def share(line: Subscription, member: Member, parts: int, on: date = date(2026, 3, 1)) -> Share:
    split, _made = Split.objects.get_or_create(subscription=line, starts_on=on)
    return Share.objects.create(split=split, member=member, parts=parts)


def test_a_share_moves_with_its_member(line: Subscription, alice: Member) -> None:
    part = share(line, alice, 2)
    survivor = MemberFactory.create()
    move_shares(alice, survivor, None)
    part.refresh_from_db()
    assert (part.member, part.parts) == (survivor, 2)


def test_two_shares_of_one_split_become_one_that_pays_for_both(
    line: Subscription, alice: Member
) -> None:
    survivor = MemberFactory.create()
    share(line, alice, 2)
    kept = share(line, survivor, 1)
    move_shares(alice, survivor, None)
    assert list(Share.objects.values_list("pk", "member", "parts")) == [(kept.pk, survivor.pk, 3)]


def test_the_copy_of_ones_data_tells_prices_and_shares_but_nobody_else(
    line: Subscription, alice: Member
) -> None:
    Price.objects.create(
        subscription=line, starts_on=date(2026, 2, 1), monthly_price=Decimal(4), reason="student"
    )
    share(line, alice, 2)
    share(line, line.member, 1)
    [prices_source] = [source for source in personal_data.sources() if source.slug == "prices"]
    data = prices_source.collect(line.member).data
    assert data["subscriptions"][0]["prices"][0]["reason"] == "student"
    assert data["subscriptions"][0]["splits"][0]["shares"] == 2
    assert alice.name not in str(data)
    [paid] = prices_source.collect(alice).data["shares"]
    assert (paid["offer"], paid["parts"]) == (line.offer.name, 2)


def test_why_a_price_was_agreed_goes_a_year_after_the_end(line: Subscription) -> None:
    Subscription.objects.update(state=SubscriptionState.ENDED, ended_on=LEFT)
    price = Price.objects.create(
        subscription=line, starts_on=date(2019, 1, 1), monthly_price=Decimal(4), reason="student"
    )
    split = Split.objects.create(subscription=line, starts_on=date(2019, 1, 1), note="as agreed")
    day = assert_boundary("subscriptions.prices", price)
    assert apply("subscriptions.prices", day) == 1
    assert apply("subscriptions.splits", assert_boundary("subscriptions.splits", split)) == 1
    price.refresh_from_db()
    split.refresh_from_db()
    assert (price.reason, price.monthly_price, split.note) == ("", Decimal(4), "")
