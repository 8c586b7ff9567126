"""Payments pay the oldest documents first, another row reverses them, and dues follow."""

from datetime import date
from decimal import Decimal

import pytest

from coin.billing.balance import queries
from coin.billing.documents.issuing import cancel, issue, issue_many
from coin.billing.due.reconcile import reconcile
from coin.billing.models import Document, Payment
from coin.billing.payments.services import record_payment, reverse_payment
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry
from coin.members.models import DuesPeriod, Member, User
from tests.factories import DocumentFactory, DuesPeriodFactory, PaymentFactory

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def pay(member: Member, amount: str, actor: User | None = None, on: date = TODAY) -> Payment:
    return record_payment(
        member, amount=Decimal(amount), received_on=on, means="transfer", actor=actor
    )


def issued(member: Member, total: str = "8.00") -> Document:
    return issue(DocumentFactory.create(member=member, total=Decimal(total)), actor=None)


def called_dues(member: Member) -> DuesPeriod:
    period = DuesPeriodFactory.create(member=member)
    reconcile(TODAY, actor=None)
    issue_many(list(Document.objects.drafts()), actor=None)
    return period


def test_the_oldest_documents_are_paid_first(
    alice: Member, association: Association, charlie: User
) -> None:
    first, second = issued(alice), issued(alice)
    pay(alice, "10.00", charlie)
    rests = {unpaid.document.pk: unpaid.rest for unpaid in queries.owed(alice).documents}
    assert rests == {second.pk: Decimal("6.00")}
    assert queries.documents_list().get(pk=first.pk).payment_status == "paid"
    assert queries.documents_list().get(pk=second.pk).payment_status == "partly"
    trace = AuditEntry.objects.get(action="billing.payment_recorded")
    assert trace.actor == charlie and trace.changes["amount"] == [None, "10.00"]


def test_two_equal_payments_are_two_and_what_is_over_is_credit(
    alice: Member, association: Association
) -> None:
    issued(alice)
    pay(alice, "8.00")
    pay(alice, "8.00")
    owed = queries.owed(alice)
    assert (owed.documents, owed.credit, owed.balance) == ([], Decimal("8.00"), Decimal("-8.00"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": Decimal("0")}, "amount"),
        ({"amount": Decimal("-5")}, "amount"),
        ({"amount": Decimal("0.004")}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"amount": Decimal("1e12")}, "amount"),
        ({"received_on": date(2026, 11, 23)}, "received_on"),
        ({"means": "shells"}, "means"),
        ({"reference": "x" * 141}, "reference"),
    ],
)
def test_wrong_values_are_refused(alice: Member, values: dict[str, object], field: str) -> None:
    right = {"amount": Decimal("8"), "received_on": TODAY, "means": "cash"}
    with pytest.raises(InvalidInput) as refusal:
        record_payment(alice, actor=None, **(right | values))  # type: ignore[arg-type]
    assert refusal.value.field == field and not Payment.objects.exists()


def test_dues_are_confirmed_the_day_they_are_paid_in_full(
    alice: Member, association: Association
) -> None:
    period = called_dues(alice)
    pay(alice, "5.00", on=date(2026, 11, 3))
    period.refresh_from_db()
    assert period.paid_on is None
    pay(alice, "10.00", on=date(2026, 11, 9))
    period.refresh_from_db()
    assert period.paid_on == date(2026, 11, 9)


def test_a_reversed_payment_is_due_again_and_so_are_dues(
    alice: Member, association: Association, charlie: User
) -> None:
    period = called_dues(alice)
    payment = pay(alice, "15.00")
    reversal = reverse_payment(payment, actor=charlie, reason="Insufficient funds")
    assert reversal.amount == Decimal("-15.00") and reversal.reverses == payment
    assert queries.owed(alice).balance == Decimal("15.00") == queries.owed(alice).documents[0].rest
    period.refresh_from_db()
    assert period.paid_on is None
    assert AuditEntry.objects.get(action="billing.payment_reversed").note == "Insufficient funds"


def test_what_cannot_be_reversed(alice: Member) -> None:
    payment = pay(alice, "15.00", on=date(2026, 11, 20))
    with pytest.raises(InvalidInput):
        reverse_payment(payment, actor=None, on=date(2026, 11, 19))
    reversal = reverse_payment(payment, actor=None)
    for row in (payment, reversal):
        with pytest.raises(DomainError):
            reverse_payment(row, actor=None)


def test_another_payment_takes_the_place_of_a_reversed_one(
    alice: Member, association: Association
) -> None:
    document = issued(alice)
    rejected = pay(alice, "8.00")
    pay(alice, "8.00")
    reverse_payment(rejected, actor=None)
    assert queries.documents_list().get(pk=document.pk).payment_status == "paid"


def test_cancelled_dues_are_unpaid_and_called_again(
    alice: Member, association: Association
) -> None:
    period = called_dues(alice)
    pay(alice, "15.00")
    cancel(Document.objects.get(), actor=None)
    period.refresh_from_db()
    assert period.paid_on is None
    reconcile(TODAY, actor=None)
    issue_many(list(Document.objects.drafts()), actor=None)
    period.refresh_from_db()
    assert period.paid_on == TODAY and queries.balance(alice) == 0


def test_dues_that_a_volunteer_confirmed_are_left_alone(
    alice: Member, association: Association
) -> None:
    period = DuesPeriodFactory.create(member=alice, paid_on=date(2026, 1, 5))
    payment = PaymentFactory.create(member=alice)
    reverse_payment(payment, actor=None)
    period.refresh_from_db()
    assert period.paid_on == date(2026, 1, 5)
