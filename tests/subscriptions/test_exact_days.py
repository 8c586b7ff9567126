"""Each rule about the days of prices, shares and deposits takes effect on its very day, not a day before or after."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from coin.core.errors import InvalidInput
from coin.members.models import Member
from coin.subscriptions.enums import SplitMode, SubscriptionState
from coin.subscriptions.models import Price, Split, Subscription
from coin.subscriptions.prices import pricing
from coin.subscriptions.prices.agreed import give_deposit_back
from coin.subscriptions.prices.services import change_price, end_reduced_price, give_reduced_price
from coin.subscriptions.sharing import queries as sharing
from coin.subscriptions.sharing.services import split_cost
from tests.factories import SubscriptionFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def line(alice: Member, today: date) -> Subscription:
    """Alice's subscription, at 30 euros a month."""
    return SubscriptionFactory.create(
        member=alice, monthly_price=Decimal(30), active_on=today - 90 * DAY
    )


def change(line: Subscription, day: date, price: int = 35) -> Price:
    return change_price(line, monthly_price=Decimal(price), starts_on=day, actor=None)


def reduced(line: Subscription, starts_on: date) -> Price:
    """Give the line a reduced price of 20 euros a month, for ten days."""
    return give_reduced_price(
        line,
        monthly_price=Decimal(20),
        starts_on=starts_on,
        ends_on=starts_on + 10 * DAY,
        reason="Hard times",
        actor=None,
    )


def prices(line: Subscription, *days: date) -> list[int]:
    subscription = Subscription.objects.get(pk=line.pk)
    return [int(pricing.price_on(subscription, day)) for day in days]


def test_a_price_counts_from_its_day(line: Subscription, today: date) -> None:
    change(line, today)
    assert prices(line, today - DAY, today) == [30, 35]


def test_a_reduced_price_counts_until_the_eve_of_its_end(line: Subscription, today: date) -> None:
    reduced(line, today)
    end = today + 10 * DAY
    assert prices(line, today - DAY, today, end - DAY, end) == [30, 20, 20, 30]


def test_nothing_changes_from_the_day_it_ended(line: Subscription, today: date) -> None:
    Subscription.objects.filter(pk=line.pk).update(state=SubscriptionState.ENDED, ended_on=today)
    with pytest.raises(InvalidInput) as refused:
        change(line, today)
    assert refused.value.field == "starts_on"
    change(line, today - DAY)


def test_a_reduced_price_ends_before_its_end(line: Subscription, today: date) -> None:
    price, end = reduced(line, today), today + 10 * DAY
    with pytest.raises(InvalidInput):
        end_reduced_price(price, on=end, actor=None)
    end_reduced_price(price, on=end - DAY, actor=None)
    assert Price.objects.get().ends_on == end - DAY


def test_a_reduced_price_ended_on_its_first_day_never_was(line: Subscription, today: date) -> None:
    end_reduced_price(reduced(line, today), on=today, actor=None)
    assert not Price.objects.exists()


@pytest.mark.parametrize(("days", "is_right"), [(-1, False), (0, True), (3, True), (4, False)])
def test_a_deposit_goes_back_from_the_end_to_today(
    line: Subscription, today: date, days: int, is_right: bool
) -> None:
    ended_on = today - 3 * DAY
    Subscription.objects.filter(pk=line.pk).update(
        state=SubscriptionState.ENDED, ended_on=ended_on, deposit=Decimal(50)
    )
    if is_right:
        give_deposit_back(line, on=ended_on + days * DAY, actor=None)
    else:
        with pytest.raises(InvalidInput):
            give_deposit_back(line, on=ended_on + days * DAY, actor=None)


def test_everyone_is_told_of_a_split_seven_days_before(
    line: Subscription, alice: Member, bob: Member, today: date
) -> None:
    def split(day: date) -> Split:
        shares = [(alice, Decimal(1)), (bob, Decimal(1))]
        return split_cost(line, starts_on=day, mode=SplitMode.PARTS, shares=shares, actor=None)

    first = today + sharing.NOTICE_DAYS * DAY
    with pytest.raises(InvalidInput):
        split(first - DAY)
    made = split(first)
    subscription = Subscription.objects.get(pk=line.pk)
    assert [pricing.split_on(subscription, day) for day in (first - DAY, first)] == [None, made]
