"""Suspensions are proposed to a person, after the last reminder and no sooner; “not now” holds them back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from coin.billing.hardship import plans as payment_plans
from coin.billing.hardship import suspensions
from coin.billing.hardship.instalments import equal_instalments
from coin.billing.hardship.put_off import put_off
from coin.billing.models import Document, DocumentReminder, DocumentReminderStep, SuspensionPause
from coin.core.board import lines_for
from coin.core.errors import InvalidInput
from coin.core.models import AuditEntry
from coin.members.models import Member, User
from coin.subscriptions.models import Subscription
from tests.billing.hardship.conftest import TODAY, euros, pay
from tests.factories import SubscriptionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def subscription(alice: Member, late: list[Document]) -> Subscription:
    """A subscription of Alice's; the last reminder of her first invoice left thirty days ago."""
    last = DocumentReminderStep.objects.create(kind="invoice", tone="last", days=20)
    sent_at = timezone.make_aware(datetime(2026, 10, 23, 10))
    DocumentReminder.objects.create(document=late[0], step=last, sent_at=sent_at)
    return SubscriptionFactory.create(member=alice)


def test_it_is_proposed_after_the_days_that_the_association_says(
    alice: Member, late: list[Document], subscription: Subscription, volunteer: Callable[..., User]
) -> None:
    assert not suspensions.proposals(TODAY - timedelta(days=1))
    (proposal,) = suspensions.proposals(TODAY)
    assert (proposal.member, proposal.amount, proposal.documents) == (
        alice,
        euros("30.00"),
        [late[0]],
    )
    assert proposal.reminded_on == date(2026, 10, 23)
    assert proposal.subscriptions == [subscription]
    lines = lines_for(volunteer("billing.remind"))
    assert any("Alice Durand" in str(line.text) for group in lines.values() for line in group)
    subscription.refresh_from_db()
    assert subscription.state == "active"


def test_neither_who_paid_nor_who_has_a_plan_nor_who_has_nothing_that_works(
    alice: Member, late: list[Document], subscription: Subscription
) -> None:
    plan = payment_plans.agree_plan(
        alice,
        documents=[document.pk for document in late],
        dated=equal_instalments(euros("50.00"), 2, date(2026, 12, 1)),
        actor=None,
    )
    assert not suspensions.proposals(TODAY)
    payment_plans.give_up_plan(plan, reason="Why", actor=None)
    assert suspensions.proposals(TODAY)
    Subscription.objects.update(state="suspended")
    assert not suspensions.proposals(TODAY)
    Subscription.objects.update(state="active")
    pay(alice, "30.00")
    assert not suspensions.proposals(TODAY)


def test_not_now_puts_it_off_until_a_day(
    alice: Member, subscription: Subscription, charlie: User
) -> None:
    put_off(alice, until=date(2026, 12, 1), reason=" She called ", actor=charlie)
    assert not suspensions.proposals(date(2026, 11, 30))
    assert suspensions.proposals(date(2026, 12, 1))
    assert SuspensionPause.objects.get().reason == "She called"
    assert AuditEntry.objects.get(action="billing.suspension_put_off").note == "She called"


@pytest.mark.parametrize(
    ("until", "reason", "field"),
    [
        (TODAY, "Why", "until"),
        (date(2099, 1, 1), "Why", "until"),
        (date(2026, 12, 1), " ", "reason"),
        (date(2026, 12, 1), "x" * 251, "reason"),
    ],
)
def test_what_is_no_delay_is_refused(alice: Member, until: date, reason: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        put_off(alice, until=until, reason=reason, actor=None)
    assert refusal.value.field == field
    assert not SuspensionPause.objects.exists()
