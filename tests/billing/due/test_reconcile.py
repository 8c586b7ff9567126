"""What is due becomes drafts, once; what was billed wrongly becomes differences."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, models
from django.test.utils import CaptureQueriesContext

from coin.billing.documents.issuing import cancel, issue, issue_many
from coin.billing.due.reconcile import reconcile
from coin.billing.enums import DocumentKind, DocumentState, LineItem
from coin.billing.models import Document, Line
from coin.core.models import Association, AuditEntry
from coin.members.models import Member, User
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.models import Price, Subscription
from tests.factories import (
    DocumentFactory,
    DuesPeriodFactory,
    MemberFactory,
    SubscriptionFactory,
)

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
pytestmark = pytest.mark.django_db


def amounts(document: Document) -> list[Decimal]:
    return list(document.lines.values_list("amount", flat=True))


def issue_drafts() -> None:
    issue_many(list(Document.objects.drafts()), actor=None)


def change(row: models.Model, **values: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**values)


def test_a_month_is_one_invoice_a_member(alice: Member, bob: Member, charlie: User) -> None:
    SubscriptionFactory.create(member=alice)
    SubscriptionFactory.create(member=alice, monthly_price=Decimal("30.00"))
    SubscriptionFactory.create(member=bob, active_on=date(2026, 11, 16))
    reconciliation = reconcile(NOVEMBER, actor=charlie)
    invoice = Document.objects.get(member=alice)
    assert invoice.kind == DocumentKind.INVOICE and invoice.state == DocumentState.DRAFT
    assert amounts(invoice) == [Decimal("8.00"), Decimal("30.00")]
    assert invoice.total == Decimal("38.00")
    assert Document.objects.get(member=bob).total == Decimal("4.00")
    assert reconciliation.total == Decimal("42.00") and len(reconciliation.made) == 2
    trace = AuditEntry.objects.get(subject_type="billing.document", subject_id=invoice.pk)
    assert trace.action == "billing.drafted" and trace.actor == charlie
    assert trace.member_number == alice.number


def test_reconciling_twice_makes_nothing(alice: Member) -> None:
    SubscriptionFactory.create(member=alice, setup_fee=Decimal("20.00"))
    DuesPeriodFactory.create(member=alice)
    first = reconcile(NOVEMBER, actor=None)
    rows = set(Line.objects.values_list("pk", flat=True)), AuditEntry.objects.count()
    second = reconcile(NOVEMBER, actor=None)
    assert len(first.made) == 2 and not second.made
    assert second.document_pks == first.document_pks
    assert rows == (set(Line.objects.values_list("pk", flat=True)), AuditEntry.objects.count())


def test_after_issuing_nothing_is_left_to_draft(alice: Member, association: Association) -> None:
    SubscriptionFactory.create(member=alice)
    reconcile(NOVEMBER, actor=None)
    issue_drafts()
    assert not reconcile(NOVEMBER, actor=None).drafts


def test_drafts_of_a_run_that_died_are_found_again(
    alice: Member, bob: Member, association: Association
) -> None:
    SubscriptionFactory.create(member=alice)
    SubscriptionFactory.create(member=bob)
    reconcile(NOVEMBER, actor=None)
    issue(Document.objects.get(member=alice), actor=None)
    again = reconcile(NOVEMBER, actor=None)
    assert again.document_pks == [Document.objects.get(member=bob).pk] and not again.made


def test_a_preview_writes_nothing(alice: Member) -> None:
    SubscriptionFactory.create(member=alice)
    reconciliation = reconcile(NOVEMBER, actor=None, preview=True)
    assert not Document.objects.exists() and not AuditEntry.objects.exists()
    assert [draft.total for draft in reconciliation.made] == [Decimal("8.00")]


def test_what_does_not_work_yet_or_no_more_is_not_billed() -> None:
    SubscriptionFactory.create(state=SubscriptionState.REQUESTED, active_on=None)
    SubscriptionFactory.create(active_on=DECEMBER)
    SubscriptionFactory.create(ended_on=NOVEMBER, state=SubscriptionState.ENDED)
    assert not reconcile(NOVEMBER, actor=None).drafts


def test_a_suspended_line_is_billed_since_its_port_is_kept() -> None:
    SubscriptionFactory.create(state=SubscriptionState.SUSPENDED)
    assert reconcile(NOVEMBER, actor=None).total == Decimal("8.00")


def test_a_setup_fee_is_billed_once_with_the_first_month(
    alice: Member, association: Association
) -> None:
    SubscriptionFactory.create(member=alice, active_on=NOVEMBER, setup_fee=Decimal("20.00"))
    reconcile(NOVEMBER, actor=None)
    # The next month is drafted while the first one still waits to be issued.
    reconcile(DECEMBER, actor=None)
    fees = Line.objects.filter(item=LineItem.SETUP)
    assert [line.document.period_start for line in fees] == [NOVEMBER]


def test_dues_are_called_once_and_not_before_their_month(
    alice: Member, association: Association
) -> None:
    dues = DuesPeriodFactory.create(member=alice, starts_on=NOVEMBER, ends_on=date(2027, 11, 1))
    DuesPeriodFactory.create(member=alice, starts_on=date(2027, 11, 1), ends_on=date(2028, 11, 1))
    reconcile(NOVEMBER, actor=None)
    call = Document.objects.get()
    assert call.kind == DocumentKind.DUES_CALL and call.total == dues.amount
    assert (call.period_start, call.period_end) == (dues.starts_on, dues.ends_on)
    issue_drafts()
    assert not reconcile(DECEMBER, actor=None).drafts


def test_dues_paid_or_of_somebody_gone_are_not_called() -> None:
    DuesPeriodFactory.create(paid_on=date(2026, 1, 2))
    DuesPeriodFactory.create(member__left_on=date(2025, 12, 31))
    assert not reconcile(NOVEMBER, actor=None).drafts


def test_a_draft_follows_what_is_due_until_it_is_issued(alice: Member) -> None:
    subscription = SubscriptionFactory.create(member=alice)
    dues = DuesPeriodFactory.create(member=alice)
    reconcile(NOVEMBER, actor=None)
    change(subscription, ended_on=date(2026, 11, 16))
    change(dues, paid_on=date(2026, 11, 20))
    reconcile(NOVEMBER, actor=None)
    assert Document.objects.get().total == Decimal("4.00")
    acts = AuditEntry.objects.values_list("action", flat=True)
    assert {"billing.draft_changed", "billing.draft_dropped"} <= set(acts)


def test_a_line_added_by_hand_stays_on_the_draft(alice: Member) -> None:
    subscription = SubscriptionFactory.create(member=alice)
    DocumentFactory.create(member=alice, total=Decimal("5.00"))
    reconcile(NOVEMBER, actor=None)
    change(subscription, ended_on=date(2026, 11, 16))
    reconcile(NOVEMBER, actor=None)
    totals = Document.objects.values_list("total", flat=True).order_by("total")
    assert list(totals) == [Decimal("4.00"), Decimal("5.00")]


def test_days_billed_too_many_become_a_credit_note(alice: Member, association: Association) -> None:
    subscription = SubscriptionFactory.create(member=alice)
    reconcile(NOVEMBER, actor=None)
    issue_drafts()
    change(subscription, ended_on=date(2026, 11, 16), state=SubscriptionState.ENDED)
    reconcile(NOVEMBER, actor=None)
    note = Document.objects.drafts().get()
    assert note.kind == DocumentKind.CREDIT_NOTE and note.total == Decimal("-4.00")
    assert note.corrects == Document.objects.issued().get()
    issue_drafts()
    assert not reconcile(NOVEMBER, actor=None).drafts


def test_a_price_dated_from_a_later_day_never_changes_an_earlier_month(
    alice: Member, association: Association
) -> None:
    subscription = SubscriptionFactory.create(member=alice)
    reconcile(NOVEMBER, actor=None)
    issue_drafts()
    Price.objects.create(
        subscription=subscription, starts_on=DECEMBER, monthly_price=Decimal("10.00")
    )
    assert not reconcile(NOVEMBER, actor=None).drafts
    assert reconcile(DECEMBER, actor=None).total == Decimal("10.00")


def test_a_cancelled_month_is_billed_again_once(alice: Member, association: Association) -> None:
    SubscriptionFactory.create(member=alice, setup_fee=Decimal("20.00"), active_on=NOVEMBER)
    reconcile(NOVEMBER, actor=None)
    issue_drafts()
    cancel(Document.objects.get(), actor=None)
    reconcile(NOVEMBER, actor=None)
    issue_drafts()
    assert not reconcile(NOVEMBER, actor=None).drafts
    assert sum(Document.objects.values_list("total", flat=True)) == Decimal("28.00")


def test_unusual_members_are_named(alice: Member, bob: Member, association: Association) -> None:
    SubscriptionFactory.create(member=alice, ended_on=DECEMBER)
    SubscriptionFactory.create(member=bob)
    first = reconcile(NOVEMBER, actor=None)
    assert not first.unusual
    [unusual] = reconcile(DECEMBER, actor=None, preview=True).unusual
    assert unusual.member_number == alice.number
    assert (unusual.before, unusual.now) == (Decimal("8.00"), Decimal(0))


def test_the_database_refuses_to_bill_a_month_twice(alice: Member) -> None:
    subscription = SubscriptionFactory.create(member=alice)
    reconcile(NOVEMBER, actor=None)
    line = Line.objects.get(subscription=subscription)
    line.pk = None
    with pytest.raises(IntegrityError):
        line.save(force_insert=True)


def queries_for(count: int) -> int:
    for _ in range(count):
        member = MemberFactory.create()
        SubscriptionFactory.create(member=member, setup_fee=Decimal("5.00"), active_on=NOVEMBER)
        DuesPeriodFactory.create(member=member)
    with CaptureQueriesContext(connection) as captured:
        reconcile(NOVEMBER, actor=None)
    return len(captured)


def test_queries_do_not_grow_with_members() -> None:
    queries_for_one = queries_for(1)
    Line.objects.all().delete()
    Document.objects.all().delete()
    Subscription.objects.update(ended_on=NOVEMBER + timedelta(days=0))
    assert queries_for(3) == queries_for_one
