"""Dues plans: made, changed, closed, and deleted as long as nobody has ever had them."""

from decimal import Decimal
from typing import Any

import pytest

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry
from coin.members.dues.plans_edit import change_plan, create_plan, delete_plan
from coin.members.models import DuesPlan, User
from tests.factories import DuesPeriodFactory, DuesPlanFactory

pytestmark = pytest.mark.django_db
RIGHT: dict[str, Any] = {"name": "Solidaire", "minimum": Decimal(5), "advised": Decimal(20)}


def test_a_plan_is_made_and_journaled(charlie: User) -> None:
    plan = create_plan(actor=charlie, **RIGHT, entry_fee=Decimal(3))
    assert DuesPlan.objects.get() == plan
    entry = AuditEntry.objects.get(action="members.plan_created")
    assert entry.actor == charlie and entry.changes["minimum"] == [None, "5"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "STANDARD"}, "name"),
        ({"minimum": Decimal(-1)}, "minimum"),
        ({"advised": Decimal(4)}, "advised"),
        ({"reduced": Decimal(6)}, "reduced"),
        ({"reduced": Decimal(-1)}, "reduced"),
        ({"entry_fee": Decimal(-1)}, "entry_fee"),
        ({"months": 0}, "months"),
        ({"months": 61}, "months"),
        ({"starts_day": 31}, "starts_day"),
        ({"starts_month": 13}, "starts_month"),
        ({"audience": "aliens"}, "audience"),
        ({"period_kind": "moon"}, "period_kind"),
    ],
)
def test_what_cannot_be_a_plan(charlie: User, values: dict[str, Any], field: str) -> None:
    DuesPlanFactory.create(name="Standard")
    with pytest.raises(InvalidInput) as refusal:
        create_plan(actor=charlie, **(RIGHT | values))
    assert refusal.value.field == field and DuesPlan.objects.count() == 1


def test_a_change_is_journaled_and_leaves_periods_alone(charlie: User) -> None:
    period = DuesPeriodFactory.create()
    change_plan(period.plan, actor=charlie, minimum=Decimal(9), open_to_new=False)
    change_plan(period.plan, actor=charlie, minimum=Decimal(9))
    entry = AuditEntry.objects.get(action="members.plan_changed")
    assert entry.changes == {"minimum": ["1.00", "9"], "open_to_new": [True, False]}
    period.refresh_from_db()
    assert period.amount == Decimal(15)


def test_a_refused_change_leaves_the_plan_in_hand_as_it_was(charlie: User) -> None:
    plan = DuesPlanFactory.create()
    with pytest.raises(InvalidInput):
        change_plan(plan, actor=charlie, minimum=Decimal(50), name="Other")
    assert (plan.minimum, plan.name) == (Decimal(1), "Standard")


def test_a_plan_that_somebody_had_is_closed_and_never_deleted(charlie: User) -> None:
    plan = DuesPeriodFactory.create().plan
    with pytest.raises(DomainError):
        delete_plan(plan, actor=charlie)
    assert DuesPlan.objects.exists() and not AuditEntry.objects.exists()
    delete_plan(create_plan(actor=charlie, **RIGHT), actor=charlie)
    assert DuesPlan.objects.get() == plan
    assert AuditEntry.objects.filter(action="members.plan_deleted").exists()
