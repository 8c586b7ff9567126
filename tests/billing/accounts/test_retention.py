"""Accounting records stay ten years (C. com. L123-22), other words go sooner, and no balance ever moves."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from coin.billing.balance import queries
from coin.billing.documents import pdf
from coin.billing.models import (
    Allocation,
    BankAccount,
    BankImport,
    BankLine,
    Document,
    Line,
    Payment,
)
from coin.core import retention_job
from coin.members.models import Member
from tests.factories import MemberFactory, PaymentFactory, SubscriptionFactory
from tests.retention import LEFT, apply, assert_boundary, is_due

pytestmark = pytest.mark.django_db
TEN_YEARS_ON = LEFT + relativedelta(years=10)


def issued(member: Member, on: date = LEFT, total: str = "8.00", number: int = 1) -> Document:
    """An invoice of that day, as issuing leaves it."""
    document = Document.objects.create(
        kind="invoice", member=member, period_start=on, period_end=on + timedelta(days=1)
    )
    Line.objects.create(
        document=document,
        label="VPN de Camille",
        unit_price=Decimal(total),
        amount=Decimal(total),
        period_start=on,
        period_end=on + timedelta(days=1),
    )
    # Written by hand, so that these tests need no association that may lawfully issue.
    Document.objects.filter(pk=document.pk).update(
        state="issued",
        number=f"F{on.year}-{number:05d}",
        series=f"F{on.year}",
        series_number=number,
        issued_on=on,
        total=Decimal(total),
        recipient={"last_name": "Martin"},
    )
    document.refresh_from_db()
    return document


def paid(document: Document, on: date = LEFT, **kwargs: Any) -> Payment:
    payment: Payment = PaymentFactory.create(
        member=document.member, amount=document.total, received_on=on, **kwargs
    )
    Allocation.objects.create(payment=payment, document=document, amount=document.total)
    return payment


def test_documents_and_payments_are_kept_ten_years() -> None:
    document = issued(MemberFactory.create(left_on=LEFT))
    paid(document)
    assert_boundary("billing.accounts", document.member)


def test_they_go_together_with_their_pdf(
    settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    document = issued(MemberFactory.create(left_on=LEFT))
    paid(document)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "F.pdf").write_bytes(b"%PDF")
    Document.objects.update(pdf="documents/F.pdf")
    with django_capture_on_commit_callbacks(execute=True):
        assert apply("billing.accounts", TEN_YEARS_ON) == 1
    assert not any(model.objects.exists() for model in (Document, Line, Allocation, Payment))
    assert not (tmp_path / "documents" / "F.pdf").exists()
    assert apply("billing.accounts", TEN_YEARS_ON) == 0


def test_a_later_payment_keeps_the_whole_account() -> None:
    document = issued(MemberFactory.create(left_on=LEFT))
    paid(document, on=LEFT + timedelta(days=1))
    assert not is_due("billing.accounts", document.member, TEN_YEARS_ON)
    assert is_due("billing.accounts", document.member, TEN_YEARS_ON + timedelta(days=1))


def test_a_debt_of_somebody_who_is_there_stays() -> None:
    document = issued(MemberFactory.create())
    assert not is_due("billing.accounts", document.member, TEN_YEARS_ON)
    Member.objects.update(left_on=LEFT)
    assert is_due("billing.accounts", document.member, TEN_YEARS_ON)


def test_old_documents_of_an_account_that_goes_on_keep_their_figures_alone() -> None:
    member = MemberFactory.create()
    old, new = issued(member), issued(member, on=date(2026, 1, 1))
    paid(old)
    balance = queries.balance(member)
    day = assert_boundary("billing.documents", old)
    assert apply("billing.documents", day) == 1
    old.refresh_from_db()
    new.refresh_from_db()
    assert old.number and old.total == Decimal("8.00")
    assert "Martin" not in str(old.recipient)
    assert old.lines.get().label == ""
    assert new.recipient == {"last_name": "Martin"}
    assert queries.balance(member) == balance
    assert apply("billing.documents", day) == 0


def test_no_pdf_is_made_again_of_a_document_whose_words_went(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    member = MemberFactory.create()
    old = issued(member)
    issued(member, on=date(2026, 1, 1))
    apply("billing.documents", TEN_YEARS_ON)
    assert pdf.render([old.pk], processes=1) == 0


def test_the_words_of_a_payment_go_a_year_after_departure_and_contract() -> None:
    member = MemberFactory.create(left_on=LEFT)
    payment = PaymentFactory.create(member=member, reference="loyer de mars", received_on=LEFT)
    day = assert_boundary("billing.references", payment)
    ended = LEFT + relativedelta(months=3)
    SubscriptionFactory.create(member=member, state="ended", ended_on=ended)
    assert not is_due("billing.references", payment, day)
    day = assert_boundary("billing.references", payment, ended)
    assert apply("billing.references", day) == 1
    remaining = Payment.objects.get()
    assert remaining.reference == ""
    assert (remaining.amount, remaining.received_on, remaining.means) == (
        payment.amount,
        payment.received_on,
        payment.means,
    )


def test_the_words_of_old_payments_go_even_of_a_member_who_is_there() -> None:
    payment = PaymentFactory.create(reference="ADH00042", received_on=LEFT)
    issued(payment.member, on=date(2026, 1, 1))
    assert is_due("billing.references", payment, TEN_YEARS_ON)
    assert not is_due("billing.references", payment, TEN_YEARS_ON - timedelta(days=1))


def test_who_owes_stays_on_the_screens_until_nobody_can_ask() -> None:
    document = issued(MemberFactory.create(left_on=LEFT))
    day = LEFT + relativedelta(years=5)
    assert not is_due("members.archive", document.member, day - timedelta(days=1))
    assert is_due("members.archive", document.member, day)
    paid(document)
    assert_boundary("members.archive", document.member)


def test_accounting_outlives_who_it_was_about() -> None:
    document = issued(MemberFactory.create(left_on=LEFT))
    paid(document)
    retention_job.run(LEFT + relativedelta(years=6))
    document.refresh_from_db()
    assert document.member.erased_at
    assert document.recipient == {"last_name": "Martin"}


def test_the_words_of_a_bank_line_go_after_ten_years_and_its_amount_stays() -> None:
    account = BankAccount.objects.create(name="Courant")
    source = BankImport.objects.create(
        account=account,
        name="r",
        format="CSV",
        starts_on=LEFT,
        ends_on=LEFT,
        lines_read=1,
        lines_new=1,
    )
    line = BankLine.objects.create(
        account=account,
        source=source,
        booked_on=LEFT,
        amount=Decimal("8.00"),
        label="VIR CAMILLE MARTIN",
        suggested=MemberFactory.create(),
    )
    apply("billing.bank_lines", assert_boundary("billing.bank_lines", line))
    line.refresh_from_db()
    assert (line.label, line.suggested, line.amount) == ("", None, Decimal("8.00"))
