"""Prices over time: lasting, reduced, chosen by the member; and days of a closed period."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry
from coin.members.models import User
from coin.subscriptions import closed_days
from coin.subscriptions.enums import SubscriptionState, Term
from coin.subscriptions.life import services as life
from coin.subscriptions.life.request import subscribe
from coin.subscriptions.life.services import resume, suspend
from coin.subscriptions.models import Price, Subscription
from coin.subscriptions.prices import pricing
from coin.subscriptions.prices.agreed import give_deposit_back
from coin.subscriptions.prices.services import (
    change_price,
    choose_price,
    end_reduced_price,
    give_reduced_price,
)
from tests.factories import OfferFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Subscription:
    return SubscriptionFactory.create(monthly_price=Decimal("30.00"), active_on=date(2026, 1, 10))


@pytest.fixture
def free() -> Subscription:
    offer = OfferFactory.create(minimum=Decimal("5.00"), maximum=Decimal("20.00"))
    return SubscriptionFactory.create(offer=offer)


@pytest.fixture
def closed() -> Iterator[date]:
    """Close the accounts up to the end of June; gives the last closed day."""
    last = date(2026, 6, 30)

    def tell() -> date:
        return last

    closed_days.CLOSED.register(tell)
    yield last
    closed_days.CLOSED.forget(tell)


def price_on(line: Subscription, day: date) -> Decimal:
    return pricing.price_on(Subscription.objects.get(pk=line.pk), day)


def test_a_new_price_counts_from_its_day_and_is_journaled(
    line: Subscription, charlie: User
) -> None:
    day = date(2026, 7, 1)
    row = change_price(
        line, monthly_price=Decimal("35"), starts_on=day, reason="cost", actor=charlie
    )
    assert price_on(line, day - timedelta(days=1)) == Decimal("30.00")
    assert price_on(line, day) == Decimal("35.00")
    entry = AuditEntry.objects.get(action="subscriptions.price_changed")
    assert entry.changes["monthly_price"] == ["30.00", "35.00"]
    assert (entry.note, entry.member_number, row.set_by) == ("cost", line.member.number, charlie)


def test_a_second_price_for_the_same_day_takes_the_place_of_the_first(line: Subscription) -> None:
    for price in ("35.00", "36.00"):
        change_price(line, monthly_price=Decimal(price), starts_on=date(2026, 7, 1), actor=None)
    assert Price.objects.get().monthly_price == Decimal("36.00")


@pytest.mark.parametrize(
    ("price", "day", "field"),
    [
        ("30.00", date(2026, 7, 1), "monthly_price"),
        ("-1", date(2026, 7, 1), "monthly_price"),
        ("12345678.00", date(2026, 7, 1), "monthly_price"),
        ("1.001", date(2026, 7, 1), "monthly_price"),
        ("35.00", date(2099, 1, 1), "starts_on"),
        ("35.00", date(2026, 6, 30), "starts_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(
    line: Subscription, closed: date, price: str, day: date, field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        change_price(line, monthly_price=Decimal(price), starts_on=day, actor=None)
    assert refusal.value.field == field
    assert not Price.objects.exists() and not AuditEntry.objects.exists()


def test_nothing_is_priced_that_was_not_accepted_or_after_the_end(line: Subscription) -> None:
    line.state, line.ended_on = SubscriptionState.ENDED, date(2026, 8, 1)
    line.save()
    with pytest.raises(InvalidInput) as refusal:
        change_price(line, monthly_price=Decimal(1), starts_on=date(2026, 8, 1), actor=None)
    assert refusal.value.field == "starts_on"
    asked = SubscriptionFactory.create(state=SubscriptionState.REQUESTED)
    with pytest.raises(DomainError):
        change_price(asked, monthly_price=Decimal(1), starts_on=date(2026, 8, 1), actor=None)


def reduce(line: Subscription, start: date, end: date, price: str = "10.00") -> Price:
    return give_reduced_price(
        line,
        monthly_price=Decimal(price),
        starts_on=start,
        ends_on=end,
        reason="out of work",
        actor=None,
    )


def test_a_reduced_rate_ends_by_itself_or_before(line: Subscription) -> None:
    row = reduce(line, date(2026, 7, 1), date(2026, 10, 1))
    assert price_on(line, date(2026, 9, 30)) == Decimal("10.00")
    assert price_on(line, date(2026, 10, 1)) == Decimal("30.00")

    end_reduced_price(row, on=date(2026, 8, 1), actor=None)
    assert price_on(line, date(2026, 8, 1)) == Decimal("30.00")
    with pytest.raises(InvalidInput) as refusal:
        end_reduced_price(row, on=date(2026, 9, 1), actor=None)
    assert refusal.value.field == "on"


def test_a_reduced_rate_that_has_not_begun_goes_away(line: Subscription) -> None:
    row = reduce(line, date(2026, 7, 1), date(2026, 10, 1))
    end_reduced_price(row, on=date(2026, 7, 1), actor=None)
    assert not Price.objects.exists()
    assert AuditEntry.objects.filter(action="subscriptions.reduced_price_ended").count() == 1
    with pytest.raises(DomainError):
        end_reduced_price(row, on=date(2026, 7, 1), actor=None)


@pytest.mark.parametrize(
    ("start", "end", "price", "field"),
    [
        (date(2026, 9, 1), date(2026, 9, 1), "10.00", "ends_on"),
        (date(2026, 9, 1), date(2026, 12, 1), "10.00", "starts_on"),
        (date(2026, 11, 1), date(2026, 12, 1), "30.00", "monthly_price"),
        (date(2026, 11, 1), date(2099, 12, 1), "10.00", "ends_on"),
    ],
)
def test_reduced_rates_are_lower_have_an_end_and_do_not_overlap(
    line: Subscription, start: date, end: date, price: str, field: str
) -> None:
    reduce(line, date(2026, 7, 1), date(2026, 10, 1))
    with pytest.raises(InvalidInput) as refusal:
        reduce(line, start, end, price)
    assert refusal.value.field == field
    assert Price.objects.count() == 1


def test_a_member_chooses_within_the_bounds_from_the_next_term(free: Subscription) -> None:
    free.term, free.active_on = Term.QUARTERLY, date(2026, 2, 10)
    free.save()
    row = choose_price(free, monthly_price=Decimal("12.00"), actor=None)
    assert row.starts_on > timezone.localdate()
    assert row.starts_on.day == 1 and row.starts_on.month in (2, 5, 8, 11)
    for wished in ("4.99", "20.01"):
        with pytest.raises(InvalidInput) as refusal:
            choose_price(free, monthly_price=Decimal(wished), actor=None)
        assert refusal.value.field == "monthly_price"


def test_a_price_chosen_before_it_works_counts_at_once(free: Subscription) -> None:
    free.state, free.active_on = SubscriptionState.ACCEPTED, None
    free.save()
    row = choose_price(free, monthly_price=Decimal("12.00"), actor=None)
    assert row.starts_on == timezone.localdate()


def test_a_price_that_is_not_free_is_not_chosen(line: Subscription) -> None:
    with pytest.raises(InvalidInput):
        choose_price(line, monthly_price=Decimal("12.00"), actor=None)


def test_what_is_agreed_is_copied_and_the_highest_price_holds(line: Subscription) -> None:
    offer = OfferFactory.create(
        minimum=Decimal("5.00"),
        maximum=Decimal("20.00"),
        deposit=Decimal("50.00"),
        term=Term.YEARLY,
        in_arrears=True,
        suspended_price=Decimal("2.00"),
    )
    offer.items.create(service_type="manual", label="Box")
    made = subscribe(line.member, offer, actor=None)
    assert (made.deposit, made.term, made.in_arrears) == (Decimal("50.00"), Term.YEARLY, True)
    assert made.suspended_price == Decimal("2.00")
    with pytest.raises(InvalidInput) as refusal:
        subscribe(line.member, offer, actor=None, monthly_price=Decimal("20.01"))
    assert refusal.value.field == "monthly_price"


def test_a_deposit_is_given_back_once_after_the_end(line: Subscription, charlie: User) -> None:
    with pytest.raises(DomainError):
        give_deposit_back(line, on=date(2026, 8, 1), actor=charlie)
    line.state, line.ended_on, line.deposit = "ended", date(2026, 8, 1), Decimal("50.00")
    line.save()
    for wrong in (date(2026, 7, 31), timezone.localdate() + timedelta(days=1)):
        with pytest.raises(InvalidInput) as refusal:
            give_deposit_back(line, on=wrong, actor=charlie)
        assert refusal.value.field == "on"
    give_deposit_back(line, on=date(2026, 8, 5), actor=charlie)
    line.refresh_from_db()
    assert line.deposit_back_on == date(2026, 8, 5)
    assert AuditEntry.objects.get(action="subscriptions.deposit_back").actor == charlie
    with pytest.raises(DomainError):
        give_deposit_back(line, on=date(2026, 8, 5), actor=charlie)


def test_suspensions_are_dated(line: Subscription) -> None:
    suspend(line, actor=None, on=date(2026, 3, 1))
    resume(line, actor=None, on=date(2026, 3, 11))
    assert list(line.suspensions.values_list("starts_on", "ends_on")) == [
        (date(2026, 3, 1), date(2026, 3, 11))
    ]
    for wrong in (date(2026, 3, 10), date(2026, 1, 1), timezone.localdate() + timedelta(days=1)):
        with pytest.raises(InvalidInput) as refusal:
            suspend(line, actor=None, on=wrong)
        assert refusal.value.field == "on"
    suspend(line, actor=None, on=date(2026, 4, 1))
    with pytest.raises(InvalidInput):
        resume(line, actor=None, on=date(2026, 3, 31))
    life.end(line, actor=None, on=date(2026, 3, 20))
    assert line.suspensions.get(starts_on=date(2026, 4, 1)).ends_on == date(2026, 4, 1)
