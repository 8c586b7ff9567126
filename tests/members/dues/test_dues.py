"""Dues are opened, changed and paid."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry
from coin.members.dues.queries import overdue_dues
from coin.members.dues.reduced_rates import give_reduced_rate
from coin.members.dues.services import (
    change_dues,
    confirm_dues_paid,
    open_dues_period,
    unconfirm_dues,
)
from coin.members.models import DuesPeriod, Member, User
from tests.factories import DuesPeriodFactory, DuesPlanFactory, MemberFactory

START = date(2026, 3, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def today() -> Any:
    with time_machine.travel("2026-11-22T12:00:00+01:00"):
        yield


def _open(
    member: Member,
    actor: User | None,
    starts_on: date = START,
    amount: str = "15",
    gift: Decimal | None = None,
    **plan: Any,
) -> DuesPeriod:
    chosen = DuesPlanFactory.create(**{"minimum": Decimal(5), "months": 12} | plan)
    return open_dues_period(
        member, plan=chosen, starts_on=starts_on, amount=Decimal(amount), actor=actor, gift=gift
    )


def _pays_from(setting: str) -> None:
    association = Association.current()
    association.late_renewal = setting
    association.save()


def test_a_period_lasts_as_long_as_its_plan(alice: Member, charlie: User) -> None:
    period = _open(alice, charlie)
    assert (period.ends_on, period.amount, period.paid_on) == (date(2027, 3, 1), Decimal(15), None)
    assert AuditEntry.objects.get(action="members.dues_opened").member_number == alice.number


@pytest.mark.parametrize("starts_on", [date(2025, 3, 2), START, date(2027, 2, 28)])
def test_two_periods_of_a_member_never_overlap(
    starts_on: date, alice: Member, bob: Member, charlie: User
) -> None:
    _open(alice, charlie)
    _open(bob, charlie, starts_on)
    with pytest.raises(InvalidInput) as refusal:
        _open(alice, charlie, starts_on)
    assert refusal.value.field == "starts_on"


@pytest.mark.parametrize("starts_on", [date(2025, 3, 1), date(2027, 3, 1)])
def test_periods_may_touch(starts_on: date, alice: Member, charlie: User) -> None:
    _open(alice, charlie)
    _open(alice, charlie, starts_on)
    assert alice.dues.count() == 2


def test_dues_are_free_above_the_minimum(alice: Member, charlie: User) -> None:
    with pytest.raises(InvalidInput, match=r"5[,.]00") as refusal:
        _open(alice, charlie, amount="4.99")
    assert refusal.value.field == "amount"
    assert _open(alice, charlie, amount="5").amount == Decimal(5)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-1", "1e9"])
def test_what_is_no_amount_is_refused(alice: Member, charlie: User, amount: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        _open(alice, charlie, amount=amount)
    assert refusal.value.field == "amount"
    with pytest.raises(InvalidInput) as refusal:
        _open(alice, charlie, gift=Decimal(amount))
    assert refusal.value.field == "gift" and not DuesPeriod.objects.exists()


@pytest.mark.parametrize("mistyped", [date(202, 1, 1), date(9999, 1, 1)])
def test_a_year_mistyped_is_told_at_its_field(alice: Member, charlie: User, mistyped: date) -> None:
    with pytest.raises(InvalidInput) as refusal:
        _open(alice, charlie, mistyped)
    assert refusal.value.field == "starts_on"


def test_the_reduced_rate_lowers_the_minimum_while_it_is_in_force(
    alice: Member, charlie: User
) -> None:
    give_reduced_rate(alice, starts_on=date(2026, 11, 1), ends_on=date(2027, 11, 1), actor=charlie)
    with pytest.raises(InvalidInput):
        _open(alice, charlie, date(2027, 11, 1), amount="2", reduced=Decimal(2))
    # Dues that began before the rate was granted get it too, as long as the rate is in force today.
    assert _open(alice, charlie, date(2026, 10, 1), amount="2").amount == Decimal(2)


@pytest.mark.parametrize(
    ("audience", "kind"), [("organisations", "person"), ("persons", "organisation")]
)
def test_a_plan_is_for_those_it_is_for(audience: str, kind: str, charlie: User) -> None:
    member = MemberFactory.create(kind=kind)
    with pytest.raises(InvalidInput) as refusal:
        _open(member, charlie, audience=audience)
    assert refusal.value.field == "plan"


def test_volunteers_alone_give_their_plans_and_those_that_take_nobody_new(
    alice: Member, volunteer: Callable[..., User]
) -> None:
    herself, editor = alice.representatives.get().user, volunteer("members.edit")
    for number, (field, value) in enumerate([("audience", "volunteers"), ("open_to_new", False)]):
        values: dict[str, Any] = {"name": f"Plan {number}", field: value}
        with pytest.raises(InvalidInput) as refusal:
            _open(alice, herself, date(2026 + number, 1, 1), **values)
        assert refusal.value.field == "plan"
        assert _open(alice, editor, date(2026 + number, 1, 1), **values)
    # A member who has a plan keeps it after it closes to new members.
    closed = DuesPlanFactory.create(name="Plan 1")
    open_dues_period(
        alice, plan=closed, starts_on=date(2028, 1, 1), amount=Decimal(15), actor=herself
    )


def test_the_entry_fee_is_asked_the_first_time_only(charlie: User) -> None:
    newcomer = MemberFactory.create(joined_on=None)
    first = _open(newcomer, charlie, entry_fee=Decimal(10))
    assert (first.entry_fee, first.total) == (Decimal(10), Decimal(25))
    assert _open(newcomer, charlie, date(2027, 3, 1)).entry_fee == 0
    known = MemberFactory.create(joined_on=date(2020, 1, 1))
    assert _open(known, charlie).entry_fee == 0


def test_the_gift_of_each_renewal_is_added_unless_told_otherwise(charlie: User) -> None:
    member = MemberFactory.create(gift_each_renewal=Decimal(7))
    assert _open(member, charlie).total == Decimal(22)
    assert _open(member, charlie, date(2027, 3, 1), gift=Decimal(0)).total == Decimal(15)
    entry = AuditEntry.objects.filter(action="members.dues_opened").earliest("pk")
    assert entry.changes["gift"] == [None, "7.00"]


def test_when_nothing_is_asked_nothing_is_left_to_pay(charlie: User) -> None:
    member = MemberFactory.create(joined_on=None)
    period = _open(member, charlie, date(2026, 11, 22), amount="0", minimum=Decimal(0))
    assert period.paid_on == date(2026, 11, 22)
    assert Member.objects.with_standing().get(pk=member.pk).standing == "good"


def test_a_member_who_left_owes_no_new_dues(charlie: User) -> None:
    left = MemberFactory.create(left_on=START)
    with pytest.raises(InvalidInput):
        _open(left, charlie)
    assert _open(left, charlie, date(2025, 1, 1))


def test_the_first_paid_dues_make_the_member_join(charlie: User) -> None:
    member = MemberFactory.create(joined_on=None)
    confirm_dues_paid(_open(member, charlie), paid_on=date(2026, 3, 9), actor=charlie)
    assert Member.objects.get(pk=member.pk).joined_on == date(2026, 3, 9)


def test_dues_are_paid_once_until_the_payment_is_rejected(alice: Member, charlie: User) -> None:
    period = _open(alice, charlie)
    confirm_dues_paid(period, paid_on=START, actor=charlie)
    with pytest.raises(DomainError):
        confirm_dues_paid(period, paid_on=START, actor=charlie)

    unconfirm_dues(period, actor=charlie)
    assert (period.paid_on, DuesPeriod.objects.get(pk=period.pk).paid_on) == (None, None)
    with pytest.raises(DomainError):
        unconfirm_dues(period, actor=charlie)
    entry = AuditEntry.objects.get(action="members.dues_unpaid")
    assert entry.changes == {"paid_on": ["2026-03-01", None]}


def test_dues_are_not_paid_in_the_future(alice: Member, charlie: User) -> None:
    with pytest.raises(InvalidInput) as refusal:
        confirm_dues_paid(_open(alice, charlie), paid_on=date(2026, 11, 23), actor=charlie)
    assert refusal.value.field == "paid_on"


def _renewal(member: Member, actor: User, **plan: Any) -> DuesPeriod:
    """Dues for a second year, after a first one that ended on START."""
    DuesPeriodFactory.create(
        member=member, starts_on=date(2025, 3, 1), ends_on=START, paid_on=date(2025, 3, 1)
    )
    return _open(member, actor, **plan)


def test_a_late_renewal_counts_from_the_day_it_was_due(alice: Member, charlie: User) -> None:
    period = _renewal(alice, charlie)
    confirm_dues_paid(period, paid_on=date(2026, 5, 20), actor=charlie)
    period.refresh_from_db()
    assert (period.starts_on, period.ends_on) == (START, date(2027, 3, 1))


def test_or_from_the_day_it_is_paid_where_the_association_says_so(
    alice: Member, charlie: User
) -> None:
    _pays_from("from_paid")
    period = _renewal(alice, charlie)
    confirm_dues_paid(period, paid_on=date(2026, 5, 20), actor=charlie)
    period.refresh_from_db()
    assert (period.starts_on, period.ends_on) == (date(2026, 5, 20), date(2027, 5, 20))
    assert AuditEntry.objects.get(action="members.dues_paid").changes == {
        "paid_on": [None, "2026-05-20"],
        "starts_on": ["2026-03-01", "2026-05-20"],
        "ends_on": ["2027-03-01", "2027-05-20"],
    }


def test_a_civil_year_paid_late_still_ends_with_the_year(alice: Member, charlie: User) -> None:
    _pays_from("from_paid")
    period = _renewal(alice, charlie, period_kind="civil_year", name="Civil year")
    confirm_dues_paid(period, paid_on=date(2026, 5, 20), actor=charlie)
    period.refresh_from_db()
    assert (period.starts_on, period.ends_on) == (date(2026, 5, 20), date(2027, 1, 1))


@pytest.mark.parametrize("paid_on", [date(2026, 2, 1), START])
def test_what_is_paid_in_time_keeps_its_days(alice: Member, charlie: User, paid_on: date) -> None:
    _pays_from("from_paid")
    period = _renewal(alice, charlie)
    confirm_dues_paid(period, paid_on=paid_on, actor=charlie)
    period.refresh_from_db()
    assert period.starts_on == START


def test_first_dues_paid_late_keep_their_days(alice: Member, charlie: User) -> None:
    _pays_from("from_paid")
    period = _open(alice, charlie)
    confirm_dues_paid(period, paid_on=date(2026, 5, 20), actor=charlie)
    period.refresh_from_db()
    assert period.starts_on == START


def test_a_renewal_never_moves_onto_the_next_one(alice: Member, charlie: User) -> None:
    _pays_from("from_paid")
    period = _renewal(alice, charlie)
    _open(alice, charlie, date(2027, 3, 1))
    confirm_dues_paid(period, paid_on=date(2026, 5, 20), actor=charlie)
    period.refresh_from_db()
    assert (period.starts_on, period.paid_on) == (START, date(2026, 5, 20))


def test_what_is_asked_changes_until_it_is_paid(alice: Member, charlie: User) -> None:
    period = _open(alice, charlie)
    change_dues(period, amount=Decimal("6"), gift=Decimal("2"), actor=charlie)
    period.refresh_from_db()
    assert period.total == Decimal(8)
    entry = AuditEntry.objects.get(action="members.dues_changed")
    assert entry.changes == {"amount": ["15.00", "6.00"], "gift": ["0.00", "2.00"]}
    change_dues(period, amount=Decimal("6"), gift=Decimal("2"), actor=charlie)
    assert AuditEntry.objects.filter(action="members.dues_changed").count() == 1
    with pytest.raises(InvalidInput) as refusal:
        change_dues(period, amount=Decimal("4"), gift=Decimal(0), actor=charlie)
    assert refusal.value.field == "amount"
    confirm_dues_paid(period, paid_on=START, actor=charlie)
    with pytest.raises(DomainError):
        change_dues(period, amount=Decimal("9"), gift=Decimal(0), actor=charlie)


def test_dues_of_who_leaves_one_day_are_overdue_like_others() -> None:
    here = DuesPeriodFactory.create(member__left_on=date(2027, 1, 1))
    DuesPeriodFactory.create(member__left_on=date(2026, 11, 22))
    DuesPeriodFactory.create(member__excluded_on=date(2026, 11, 1))
    assert list(overdue_dues(date(2026, 11, 1))) == [here]
