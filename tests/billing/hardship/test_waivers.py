"""A waiver is a credit note that says why; the next reconciliation neither bills it again nor gives it back."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from coin.billing import chart
from coin.billing.account_enums import AccountUse
from coin.billing.accounts import services as accounts
from coin.billing.balance import queries
from coin.billing.debits import services as debits
from coin.billing.documents.issuing import cancel, issue
from coin.billing.due.dues import call_dues
from coin.billing.due.dues_accounts import dues_accounts
from coin.billing.due.reconcile import reconcile
from coin.billing.hardship.waivers import waive
from coin.billing.models import Document, EntryLine
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry
from coin.members.models import Member, User
from tests.billing.debits.conftest import COLLECTION, signed
from tests.billing.hardship.conftest import TODAY, euros, issued, pay
from tests.factories import DuesPeriodFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db


def billed(member: Member) -> Document:
    """The invoice of November, for a subscription of 8 euros a month with a set-up fee of 12."""
    SubscriptionFactory.create(
        member=member, active_on=date(2026, 11, 1), setup_fee=Decimal("12.00")
    )
    reconcile(TODAY, actor=None)
    return issue(Document.objects.drafts().get(), actor=None)


def test_a_part_is_given_up_and_stays_so(
    alice: Member, association: Association, charlie: User
) -> None:
    invoice = billed(alice)
    note = waive(invoice, amount=euros("5.00"), reason=" A hard month ", actor=charlie)
    assert note.number and note.corrects == invoice and note.total == euros("-5.00")
    assert note.reason == "A hard month"
    assert queries.balance(alice) == euros("15.00")
    assert {line.item: line.amount for line in note.lines.all()} == {
        "monthly": euros("-2.00"),
        "setup": euros("-3.00"),
    }
    assert not reconcile(TODAY, actor=None).drafts
    trace = AuditEntry.objects.get(action="billing.waived")
    assert trace.actor == charlie and trace.note == "A hard month"


def test_the_whole_is_given_up_and_nothing_is_drafted_again(
    alice: Member, association: Association
) -> None:
    invoice = billed(alice)
    waive(invoice, amount=euros("20.00"), reason="Fire at home", actor=None)
    assert queries.owed(alice).balance == 0
    for month in (TODAY, date(2026, 11, 1)):
        assert not reconcile(month, actor=None).drafts
    with pytest.raises(DomainError):
        waive(invoice, amount=euros("0.01"), reason="Again", actor=None)


def test_what_is_waived_then_cancelled_is_nothing(alice: Member, association: Association) -> None:
    invoice = billed(alice)
    waive(invoice, amount=euros("5.00"), reason="A hard month", actor=None)
    cancel(invoice, actor=None)
    assert queries.balance(alice) == 0
    again = reconcile(TODAY, actor=None)
    assert again.total == euros("20.00")


def test_dues_given_up_are_paid_and_the_accounts_know_dues_from_services(
    alice: Member, association: Association
) -> None:
    period = DuesPeriodFactory.create(member=alice)
    call = call_dues(period, actor=None)
    assert call
    pay(alice, "5.00")
    waive(call, amount=call.total - 6, reason="No income", actor=None)
    assert dues_accounts([alice.pk])[alice.pk].rests == {period.pk: euros("1.00")}
    period.refresh_from_db()
    assert period.paid_on is None
    waive(call, amount=euros("1.00"), reason="No income", actor=None)
    period.refresh_from_db()
    assert period.paid_on == TODAY
    assert not reconcile(TODAY, actor=None).drafts
    accounts.post()
    code = chart.load().of(AccountUse.DUES)
    sums = [(line.debit, line.credit) for line in EntryLine.objects.filter(account=code)]
    assert sum(credit - debit for debit, credit in sums) == euros("5.00")


@pytest.mark.parametrize(
    ("amount", "reason", "field"),
    [
        ("0.00", "Why", "amount"),
        ("-1.00", "Why", "amount"),
        ("30.01", "Why", "amount"),
        ("1.005", "Why", "amount"),
        ("NaN", "Why", "amount"),
        ("1.00", "  ", "reason"),
        ("1.00", "x" * 251, "reason"),
    ],
)
def test_what_is_no_waiver_is_refused(
    alice: Member, association: Association, amount: str, reason: str, field: str
) -> None:
    invoice = issued(alice)
    with pytest.raises(InvalidInput) as refusal:
        waive(invoice, amount=euros(amount), reason=reason, actor=None)
    assert refusal.value.field == field
    assert Document.objects.count() == 1


def test_what_is_being_collected_waits_for_the_bank(
    alice: Member, association: Association
) -> None:
    association.creditor_identifier = "FR72ZZZ123456"
    association.save()
    signed(alice)
    invoice = issued(alice)
    debits.draft_batch(COLLECTION, actor=None)
    with pytest.raises(DomainError):
        waive(invoice, amount=euros("1.00"), reason="Why", actor=None)


def test_a_draft_and_a_credit_note_are_not_waived(alice: Member, association: Association) -> None:
    invoice = issued(alice)
    note = waive(invoice, amount=euros("1.00"), reason="Why", actor=None)
    for document in (note, Document.objects.create(**_draft(alice))):
        with pytest.raises(DomainError):
            waive(document, amount=euros("1.00"), reason="Why", actor=None)


def _draft(member: Member) -> dict[str, object]:
    return {
        "kind": "invoice",
        "member": member,
        "period_start": date(2026, 11, 1),
        "period_end": date(2026, 12, 1),
    }


def test_a_waiver_is_not_cancelled(alice: Member, association: Association) -> None:
    note = waive(billed(alice), amount=euros("5.00"), reason="A hard month", actor=None)
    with pytest.raises(DomainError):
        cancel(note, actor=None)
    assert queries.balance(alice) == euros("15.00")


def test_the_reason_is_frozen_by_the_database(alice: Member, association: Association) -> None:
    note = waive(issued(alice), amount=euros("1.00"), reason="Why", actor=None)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE billing_document SET reason = '' WHERE id = %s", [note.pk])
