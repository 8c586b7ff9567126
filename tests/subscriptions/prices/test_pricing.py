"""What a subscription costs on a day, and who pays which part."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coin.core.money import CENT, total
from coin.core.period import Period
from coin.members.models import Member
from coin.subscriptions.enums import SplitMode
from coin.subscriptions.models import Price, Share, Split, Subscription, Suspension
from coin.subscriptions.prices import pricing
from tests.factories import MemberFactory, SubscriptionFactory

JUNE = Period(date(2026, 6, 1), date(2026, 7, 1))
pytestmark = pytest.mark.django_db


def day(number: int) -> date:
    return date(2026, 6, number)


@pytest.fixture
def line() -> Subscription:
    return SubscriptionFactory.create(monthly_price=Decimal("30.00"), active_on=date(2026, 1, 10))


def fresh(line: Subscription) -> Subscription:
    return pricing.with_prices(Subscription.objects.all()).get(pk=line.pk)


def price(line: Subscription, on: date, monthly: str, until: date | None = None) -> None:
    Price.objects.create(
        subscription=line, starts_on=on, ends_on=until, monthly_price=Decimal(monthly)
    )


def test_the_price_agreed_counts_until_a_lasting_one_begins(line: Subscription) -> None:
    price(line, day(15), "35.00")
    costs = [pricing.price_on(fresh(line), on) for on in (day(14), day(15))]
    assert costs == [Decimal("30.00"), Decimal("35.00")]


def test_a_reduced_rate_overrides_for_a_while_and_goes_back_to_the_newest_lasting_price(
    line: Subscription,
) -> None:
    price(line, day(5), "10.00", day(20))
    price(line, day(10), "32.00")
    parts = pricing.segments(fresh(line), JUNE)
    assert [(segment.period.start.day, segment.monthly_price) for segment in parts] == [
        (1, Decimal("30.00")),
        (5, Decimal("10.00")),
        (20, Decimal("32.00")),
    ]


@pytest.mark.parametrize(
    ("asked", "cost"),
    [(None, Decimal("30.00")), (Decimal("12.00"), Decimal("12.00")), (Decimal(0), Decimal(0))],
)
def test_suspended_days_cost_what_was_agreed(
    line: Subscription, asked: Decimal | None, cost: Decimal
) -> None:
    Subscription.objects.update(suspended_price=asked)
    Suspension.objects.create(subscription=line, starts_on=day(10), ends_on=day(12))
    assert pricing.cost_on(fresh(line), day(11)) == cost
    assert pricing.cost_on(fresh(line), day(12)) == Decimal("30.00")
    assert pricing.is_suspended_on(fresh(line), day(10))
    assert not pricing.is_suspended_on(fresh(line), day(12))
    assert len(pricing.segments(fresh(line), JUNE)) == (1 if asked is None else 3)


def test_segments_keep_to_the_days_it_works(line: Subscription) -> None:
    Subscription.objects.update(active_on=day(5), ended_on=day(9))
    [only] = pricing.segments(fresh(line), JUNE)
    assert only.period == Period(day(5), day(9))
    assert not pricing.segments(fresh(line), Period(day(9), day(20)))
    Subscription.objects.update(active_on=None)
    assert not pricing.segments(fresh(line), JUNE)


def test_a_split_counts_from_its_day_and_one_without_shares_ends_it(
    line: Subscription, alice: Member
) -> None:
    split = Split.objects.create(subscription=line, starts_on=day(10))
    Share.objects.create(split=split, member=alice, parts=1)
    Split.objects.create(subscription=line, starts_on=day(20))
    assert pricing.split_on(fresh(line), day(9)) is None
    assert pricing.split_on(fresh(line), day(10)) == split
    assert pricing.split_on(fresh(line), day(20)) is None


def test_parts_share_a_price_to_the_cent(line: Subscription) -> None:
    split = Split.objects.create(subscription=line, starts_on=day(1))
    for _ in range(3):
        Share.objects.create(split=split, member=MemberFactory.create(), parts=1)
    paid = pricing.shares_of(fresh(line), split, Decimal("32.00"))
    assert [amount for _, amount in paid] == [Decimal("10.67"), Decimal("10.67"), Decimal("10.66")]


def test_what_amounts_leave_falls_to_the_members_own_share(line: Subscription) -> None:
    split = Split.objects.create(subscription=line, starts_on=day(1), mode=SplitMode.AMOUNTS)
    other = Share.objects.create(split=split, member=MemberFactory.create(), amount=Decimal(10))
    paid = pricing.shares_of(fresh(line), split, Decimal("30.00"))
    assert [(payer.member_id, amount) for payer, amount in paid] == [
        (other.member_id, Decimal("10.00")),
        (line.member_id, Decimal("20.00")),
    ]
    own = Share.objects.create(split=split, member=line.member, amount=Decimal(5))
    paid = pricing.shares_of(fresh(line), fresh(line).splits.get(), Decimal("30.00"))
    assert [(payer.share, amount) for payer, amount in paid] == [
        (other, Decimal("10.00")),
        (own, Decimal("20.00")),
    ]


def test_amounts_that_exceed_the_price_are_scaled_down(line: Subscription) -> None:
    split = Split.objects.create(subscription=line, starts_on=day(1), mode=SplitMode.AMOUNTS)
    for asked in ("10.00", "30.00"):
        Share.objects.create(split=split, member=MemberFactory.create(), amount=Decimal(asked))
    paid = pricing.shares_of(fresh(line), split, Decimal("20.00"))
    assert [amount for _, amount in paid] == [Decimal("5.00"), Decimal("15.00")]


WEIGHTS = st.lists(st.integers(1, 30), min_size=1, max_size=6)
EUROS = st.decimals("0", "300", places=2)


@given(monthly=EUROS, numbers=WEIGHTS, by_amount=st.booleans())
def test_shares_are_the_whole_and_cuts_follow_one_another(
    monthly: Decimal, numbers: list[int], by_amount: bool
) -> None:
    split = Split(pk=1, mode=SplitMode.AMOUNTS if by_amount else SplitMode.PARTS)
    rows = [
        Share(pk=at, member_id=at, amount=Decimal(number))
        if by_amount
        else Share(pk=at, member_id=at, parts=number)
        for at, number in enumerate(numbers, start=1)
    ]
    split._prefetched_objects_cache = {"shares": rows}  # type: ignore[attr-defined]
    paid = pricing.shares_of(Subscription(member_id=99), split, monthly)
    assert total(amount for _, amount in paid) == monthly
    assert all(amount >= 0 and amount == amount.quantize(CENT) for _, amount in paid)
    if not by_amount:
        fair = [monthly * number / sum(numbers) for number in numbers]
        assert all(abs(amount - part) < CENT for (_, amount), part in zip(paid, fair, strict=True))


def test_no_day_is_lost_or_counted_twice(line: Subscription) -> None:
    Subscription.objects.update(suspended_price=Decimal(0))
    price(line, day(5), "10.00", day(20))
    Suspension.objects.create(subscription=line, starts_on=day(18), ends_on=day(25))
    parts = pricing.segments(fresh(line), JUNE)
    days = [
        segment.period.start + timedelta(days=n)
        for segment in parts
        for n in range(segment.period.days)
    ]
    assert days == [day(number) for number in range(1, 31)]
