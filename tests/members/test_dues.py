from datetime import date
from decimal import Decimal

import pytest

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry
from coin.members import services
from coin.members.models import DuesPeriod, Member, User
from tests.factories import DuesPlanFactory, MemberFactory

START = date(2026, 3, 1)


def _open(member: Member, actor: User, starts_on: date = START, amount: str = "15") -> DuesPeriod:
    plan = DuesPlanFactory.create(minimum=Decimal(5), months=12)
    return services.open_dues_period(
        member, plan=plan, starts_on=starts_on, amount=Decimal(amount), actor=actor
    )


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
    with pytest.raises(InvalidInput, match="5,00") as refusal:
        _open(alice, charlie, amount="4.99")
    assert refusal.value.field == "amount"
    assert _open(alice, charlie, amount="5").amount == Decimal(5)


def test_a_member_who_left_owes_no_new_dues(charlie: User) -> None:
    left = MemberFactory.create(left_on=START)
    with pytest.raises(InvalidInput):
        _open(left, charlie)
    assert _open(left, charlie, date(2025, 1, 1))


def test_the_first_paid_dues_make_the_member_join(charlie: User) -> None:
    member = MemberFactory.create(joined_on=None)
    services.confirm_dues_paid(_open(member, charlie), paid_on=date(2026, 3, 9), actor=charlie)
    assert Member.objects.get(pk=member.pk).joined_on == date(2026, 3, 9)


def test_dues_are_paid_once_until_the_payment_is_rejected(alice: Member, charlie: User) -> None:
    period = _open(alice, charlie)
    services.confirm_dues_paid(period, paid_on=START, actor=charlie)
    with pytest.raises(DomainError):
        services.confirm_dues_paid(period, paid_on=START, actor=charlie)

    services.unconfirm_dues(period, actor=charlie)
    assert (period.paid_on, DuesPeriod.objects.get(pk=period.pk).paid_on) == (None, None)
    with pytest.raises(DomainError):
        services.unconfirm_dues(period, actor=charlie)
    entry = AuditEntry.objects.get(action="members.dues_unpaid")
    assert entry.changes == {"paid_on": ["2026-03-01", None]}
