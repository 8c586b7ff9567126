"""Renewals: the dues that follow a member's dues, and what the member can do about them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry
from coin.members.dues import renew as renew_services
from coin.members.dues.reduced_rates import give_reduced_rate
from coin.members.dues.renew import choose_reminders, resign
from coin.members.dues.renewals import Renewal, Situation
from coin.members.models import DuesPeriod, Member, User
from tests.factories import DuesPeriodFactory, DuesPlanFactory, MemberFactory

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-22T12:00:00+01:00"):
        yield


@pytest.fixture
def herself(alice: Member) -> User:
    return alice.representatives.get().user


def paid(member: Member, ends_on: date, **values: Any) -> DuesPeriod:
    values = {"starts_on": date(2020, 1, 1), "paid_on": date(2026, 1, 3)} | values
    return DuesPeriodFactory.create(member=member, ends_on=ends_on, **values)


def next_renewal(member: Member, **values: Any) -> Renewal | None:
    answer = Situation([member], TODAY).renewal(member, **values)
    return answer if isinstance(answer, Renewal) else None


def following(member: Member, **values: Any) -> Renewal:
    renewal = next_renewal(member, **values)
    assert renewal is not None
    return renewal


def renew(member: Member, actor: User, **values: Any) -> DuesPeriod:
    chosen: dict[str, Any] = {
        "plan": DuesPlanFactory.create(),
        "amount": Decimal(15),
        "gift": Decimal(0),
        "at_each_renewal": False,
    }
    return renew_services.renew(member, actor=actor, **(chosen | values))


def test_the_next_dues_follow_the_last_ones_at_the_advised_price(alice: Member) -> None:
    Member.objects.update(gift_each_renewal=Decimal(5))
    alice.refresh_from_db()
    paid(alice, date(2027, 1, 1))
    renewal = following(alice)
    assert (renewal.starts_on, renewal.ends_on) == (date(2027, 1, 1), date(2028, 1, 1))
    assert (renewal.least, renewal.advised, renewal.entry_fee) == (
        Decimal(1),
        Decimal(15),
        Decimal(0),
    )
    assert (renewal.gift, renewal.total) == (Decimal(5), Decimal(20))


@pytest.mark.parametrize(
    ("setting", "ended_on", "starts_on"),
    [
        ("from_due", date(2026, 9, 1), date(2026, 9, 1)),
        ("from_paid", date(2026, 9, 1), TODAY),
        ("from_paid", date(2026, 12, 1), date(2026, 12, 1)),
        ("from_due", date(2026, 5, 26), TODAY),  # lapsed: 180 days
        ("from_due", date(2026, 5, 27), date(2026, 5, 27)),
    ],
)
def test_from_which_day_it_counts(
    alice: Member, setting: str, ended_on: date, starts_on: date
) -> None:
    Association.current()
    Association.objects.update(late_renewal=setting)
    paid(alice, ended_on)
    assert following(alice).starts_on == starts_on


def test_the_reduced_rate_is_shown_to_who_holds_it(alice: Member, charlie: User) -> None:
    plan = DuesPlanFactory.create(minimum=Decimal(10), reduced=Decimal(4))
    paid(alice, date(2027, 1, 1), plan=plan)
    give_reduced_rate(alice, starts_on=TODAY, ends_on=date(2027, 1, 2), actor=charlie)
    renewal = following(alice)
    assert (renewal.is_reduced, renewal.least, renewal.advised) == (True, Decimal(4), Decimal(4))


def test_a_newcomer_is_asked_the_entry_fee() -> None:
    DuesPlanFactory.create(entry_fee=Decimal(8))
    one = following(MemberFactory.create(joined_on=None))
    assert (one.starts_on, one.entry_fee, one.total) == (TODAY, Decimal(8), Decimal(23))


def test_nothing_to_renew_while_it_is_asked_too_early_or_over(alice: Member, bob: Member) -> None:
    paid(alice, date(2027, 1, 1))
    DuesPeriodFactory.create(member=alice, starts_on=date(2027, 1, 1), ends_on=date(2028, 1, 1))
    assert next_renewal(alice) is None
    assert following(alice, by_volunteer=True).starts_on == date(2028, 1, 1)
    paid(bob, date(2027, 12, 1))
    assert next_renewal(bob) is None
    leaving = MemberFactory.create(left_on=date(2026, 12, 1))
    paid(leaving, date(2027, 1, 1))
    assert next_renewal(leaving) is None


def test_plans_that_may_be_chosen_with_mine_first(alice: Member) -> None:
    plans: dict[str, dict[str, Any]] = {
        "Anybody": {},
        "Association": {"audience": "organisations"},
        "Closed": {"open_to_new": False},
        "Given": {"audience": "volunteers"},
        "Mine": {"open_to_new": False},
    }
    for name, values in plans.items():
        plan = DuesPlanFactory.create(name=name, **values)
    paid(alice, date(2027, 1, 1), plan=plan)
    names = [open_plan.name for open_plan in Situation([alice], TODAY).choices(alice)]
    assert names == ["Mine", "Anybody"]
    every = [
        open_plan.name for open_plan in Situation([alice], TODAY).choices(alice, by_volunteer=True)
    ]
    assert every == ["Mine", "Anybody", "Given", "Closed"]


def test_a_member_renews_early_at_the_price_they_choose(alice: Member, herself: User) -> None:
    paid(alice, date(2027, 1, 1))
    period = renew(alice, herself, amount=Decimal(7), gift=Decimal(3), at_each_renewal=True)
    assert (period.starts_on, period.total) == (date(2027, 1, 1), Decimal(10))
    alice.refresh_from_db()
    assert alice.gift_each_renewal == Decimal(3)
    assert AuditEntry.objects.get(action="members.gift_chosen").actor == herself


def test_a_second_press_renews_nothing_more(alice: Member, herself: User) -> None:
    paid(alice, date(2027, 1, 1))
    renew(alice, herself)
    with pytest.raises(DomainError):
        renew(alice, herself)
    assert alice.dues.count() == 2


def test_a_renewal_that_is_refused_leaves_the_gift_as_it_was(alice: Member, herself: User) -> None:
    with pytest.raises(InvalidInput) as refusal:
        renew(alice, herself, amount=Decimal("0.5"), gift=Decimal(3), at_each_renewal=True)
    alice.refresh_from_db()
    assert (refusal.value.field, alice.gift_each_renewal) == ("amount", Decimal(0))
    assert not AuditEntry.objects.exists()


def test_reminders_are_paused_until_a_day_within_a_year(alice: Member, herself: User) -> None:
    choose_reminders(alice, wanted=True, paused_until=date(2027, 1, 15), actor=herself)
    alice.refresh_from_db()
    assert alice.reminders_paused_until == date(2027, 1, 15)
    for wrong in (TODAY, date(2026, 1, 1), date(2029, 1, 1)):
        with pytest.raises(InvalidInput) as refusal:
            choose_reminders(alice, wanted=True, paused_until=wrong, actor=herself)
        assert refusal.value.field == "paused_until"
    choose_reminders(alice, wanted=False, actor=herself)
    alice.refresh_from_db()
    assert not alice.wants_reminders and not alice.reminders_paused_until
    choose_reminders(alice, wanted=False, actor=herself)
    assert AuditEntry.objects.filter(action="members.reminders_chosen").count() == 2


def test_a_member_leaves_today_or_later_once(alice: Member, herself: User) -> None:
    for wrong in (date(2026, 11, 21), date(2030, 1, 1)):
        with pytest.raises(InvalidInput) as refusal:
            resign(alice, on=wrong, actor=herself)
        assert refusal.value.field == "on"
    resign(alice, on=date(2026, 12, 31), actor=herself)
    alice.refresh_from_db()
    assert alice.left_on == date(2026, 12, 31)
    assert AuditEntry.objects.get(action="members.member_left").actor == herself
    with pytest.raises(DomainError):
        resign(alice, on=date(2026, 12, 31), actor=herself)
