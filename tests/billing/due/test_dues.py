"""Dues and their documents: the lines of a call, the renewal called at once, the amount changed after."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from coin.billing.balance import queries
from coin.billing.documents.issuing import issue
from coin.billing.due.dues import Renewed, call_dues, change_dues, renew_dues
from coin.billing.due.dues_accounts import dues_accounts
from coin.billing.due.reconcile import reconcile
from coin.billing.enums import DocumentKind, LineItem
from coin.billing.models import Document, Line
from coin.billing.payments.services import reverse_payment
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association
from coin.members.models import DuesPeriod, Member, User
from tests.billing.payments.test_payments import pay
from tests.factories import DocumentFactory, DuesPeriodFactory, DuesPlanFactory, MemberFactory

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(alice: Member) -> DuesPeriod:
    """Dues of 15 euros, an entry fee of 10 and a gift of 5."""
    period: DuesPeriod = DuesPeriodFactory.create(
        member=alice, entry_fee=Decimal(10), gift=Decimal(5)
    )
    return period


def renew(member: Member, amount: str = "15", gift: str = "0") -> Renewed:
    return renew_dues(
        member,
        plan=DuesPlanFactory.create(),
        amount=Decimal(amount),
        gift=Decimal(gift),
        at_each_renewal=False,
        actor=member.representatives.get().user,
    )


def paid_year(member: Member) -> DuesPeriod:
    period: DuesPeriod = DuesPeriodFactory.create(member=member, paid_on=date(2026, 1, 3))
    return period


def call(period: DuesPeriod) -> Document:
    document = call_dues(period, actor=None)
    assert document is not None
    return document


def test_a_call_has_a_line_for_each_thing_asked(
    asked: DuesPeriod, association: Association
) -> None:
    reconcile(TODAY, actor=None)
    document = Document.objects.get()
    lines = {line.item: line.amount for line in document.lines.all()}
    assert lines == {
        LineItem.MONTHLY: Decimal(15),
        LineItem.ENTRY_FEE: Decimal(10),
        LineItem.GIFT: Decimal(5),
    }
    assert document.total == asked.total
    issue(document, actor=None)
    assert not reconcile(TODAY, actor=None).drafts


def test_a_gift_alone_is_called_too(alice: Member) -> None:
    DuesPeriodFactory.create(member=alice, amount=Decimal(0), gift=Decimal(5))
    reconcile(TODAY, actor=None)
    assert [line.item for line in Line.objects.all()] == [LineItem.GIFT]


def test_the_database_refuses_the_same_thing_twice(asked: DuesPeriod) -> None:
    reconcile(TODAY, actor=None)
    line = Line.objects.get(item=LineItem.GIFT)
    line.pk = None
    with pytest.raises(IntegrityError):
        line.save(force_insert=True)


def test_lines_of_an_issued_call_stay_as_they_were_written(
    asked: DuesPeriod, association: Association
) -> None:
    call(asked)
    line = Line.objects.filter(item=LineItem.ENTRY_FEE)
    with pytest.raises(IntegrityError):
        line.update(amount=Decimal(1))


def test_dues_are_paid_once_all_that_was_asked_is(
    asked: DuesPeriod, association: Association
) -> None:
    call(asked)
    pay(asked.member, "25")
    asked.refresh_from_db()
    assert asked.paid_on is None
    payment = pay(asked.member, "5")
    asked.refresh_from_db()
    assert asked.paid_on == TODAY
    reverse_payment(payment, actor=None)
    asked.refresh_from_db()
    assert asked.paid_on is None


def test_a_late_renewal_that_moves_leaves_its_document_alone(
    alice: Member, association: Association
) -> None:
    Association.objects.update(late_renewal="from_paid")
    DuesPeriodFactory.create(
        member=alice, starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 1), paid_on=date(2025, 1, 1)
    )
    period = DuesPeriodFactory.create(member=alice)
    document = call(period)
    pay(alice, "15")
    period.refresh_from_db()
    assert (period.starts_on, period.paid_on) == (TODAY, TODAY)
    document.refresh_from_db()
    assert document.period_start == date(2026, 1, 1) == document.lines.get().period_start
    assert not reconcile(TODAY, actor=None).drafts
    assert queries.balance(alice) == 0


def test_a_renewal_is_called_at_once(alice: Member, association: Association) -> None:
    paid_year(alice)
    done = renew(alice, "12", gift="3")
    assert done.call is not None and done.call.number == "C2026-00001"
    assert done.call.kind == DocumentKind.DUES_CALL and done.call.total == Decimal(15)
    assert queries.balance(alice) == Decimal(15)
    assert not reconcile(date(2027, 1, 1), actor=None).drafts


def test_credit_pays_a_renewal_at_once(alice: Member, association: Association) -> None:
    paid_year(alice)
    pay(alice, "20")
    done = renew(alice)
    assert done.period.paid_on == TODAY and queries.balance(alice) == Decimal(-5)


def test_without_what_documents_must_say_the_renewal_waits_for_the_next_run(
    alice: Member,
) -> None:
    paid_year(alice)
    done = renew(alice)
    assert done.call is None and alice.dues.count() == 2
    assert not Document.objects.exists() and not Line.objects.exists()
    reconcile(date(2027, 1, 1), actor=None)
    assert Document.objects.drafts().get().total == Decimal(15)


def test_a_refused_renewal_leaves_nothing(alice: Member, association: Association) -> None:
    paid_year(alice)
    with pytest.raises(InvalidInput):
        renew(alice, "0.10")
    renew(alice)
    with pytest.raises(DomainError):
        renew(alice)
    assert alice.dues.count() == 2 and Document.objects.count() == 1


def test_a_draft_that_waits_is_the_one_that_is_issued(
    asked: DuesPeriod, association: Association
) -> None:
    reconcile(TODAY, actor=None)
    document = call(asked)
    assert Document.objects.get() == document and document.number
    assert call_dues(asked, actor=None) is None


def test_another_amount_cancels_the_call_and_makes_it_anew(
    asked: DuesPeriod, association: Association, charlie: User
) -> None:
    first = call(asked)
    again = change_dues(asked, amount=Decimal(4), gift=Decimal(0), actor=charlie)
    assert again is not None and again != first and again.total == Decimal(14)
    assert Document.objects.get(corrects=first).total == Decimal(-30)
    assert queries.balance(asked.member) == Decimal(14)
    assert not reconcile(TODAY, actor=None).drafts


def test_another_amount_before_the_call_calls_nothing(asked: DuesPeriod, charlie: User) -> None:
    assert change_dues(asked, amount=Decimal(4), gift=Decimal(0), actor=charlie) is None
    reconcile(TODAY, actor=None)
    assert Document.objects.get().total == Decimal(14)


def test_a_wrong_amount_leaves_the_call_as_it_was(
    asked: DuesPeriod, association: Association, charlie: User
) -> None:
    call(asked)
    with pytest.raises(InvalidInput):
        change_dues(asked, amount=Decimal(0), gift=Decimal(0), actor=charlie)
    assert Document.objects.count() == 1 and queries.balance(asked.member) == Decimal(30)


def test_what_is_left_of_dues_after_a_part_and_beside_other_debts(
    asked: DuesPeriod, association: Association
) -> None:
    call(asked)
    pay(asked.member, "10")
    issue(DocumentFactory.create(member=asked.member), actor=None)
    account = dues_accounts([asked.member_id])[asked.member_id]
    assert account.rests == {asked.pk: Decimal(20)}
    assert (account.others, account.credit) == (Decimal(8), Decimal(0))
    assert account.to_pay([asked]) == Decimal(20)


def test_credit_is_taken_off_what_is_not_called_yet(asked: DuesPeriod) -> None:
    pay(asked.member, "10")
    account = dues_accounts([asked.member_id])[asked.member_id]
    assert (account.credit, account.to_pay([asked])) == (Decimal(10), Decimal(20))


def test_accounts_cost_the_same_for_many(association: Association) -> None:
    counts = []
    for _ in range(2):
        for _ in range(2):
            call(DuesPeriodFactory.create(member=MemberFactory.create()))
        pks = list(Member.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as captured:
            dues_accounts(pks)
        counts.append(len(captured))
    assert counts[0] == counts[1] == 5
