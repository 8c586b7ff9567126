"""Receipts say what was paid, once for the same money, and are void when the payment is reversed."""

import hashlib
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from coin.billing.accounts import checking
from coin.billing.documents.issuing import cancel
from coin.billing.documents.mentions import MentionsMissing
from coin.billing.due.dues import call_dues
from coin.billing.models import Document, Payment, Receipt, ReceiptPart
from coin.billing.payments.services import record_payment, reverse_payment
from coin.billing.receipts import pdf as receipt_pdf
from coin.billing.receipts import services as receipts
from coin.billing.receipts import words as receipt_words
from coin.core import guards
from coin.core.errors import DomainError
from coin.core.models import Association, AuditEntry
from coin.members.models import DuesPeriod, Member, User
from tests.factories import DuesPeriodFactory, PaymentFactory

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def pay(member: Member, amount: str, means: str = "cash", on: date = TODAY) -> Payment:
    return record_payment(member, amount=Decimal(amount), received_on=on, means=means, actor=None)


def call(member: Member, gift: str = "0.00") -> Document:
    period: DuesPeriod = DuesPeriodFactory.create(member=member, gift=Decimal(gift))
    document = call_dues(period, actor=None)
    assert document
    return document


@pytest.fixture
def paid_call(alice: Member, association: Association) -> Document:
    """A call for dues of 15,00 €, paid by two payments."""
    document = call(alice)
    pay(alice, "10.00", on=date(2026, 10, 1))
    pay(alice, "5.00", means="transfer")
    return document


def text_of(receipt: Receipt) -> str:
    receipt_pdf.ensure(receipt)
    with receipt.pdf.open("rb") as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
    return " ".join(page.extract_text() for page in pages).replace("\N{NO-BREAK SPACE}", " ")


def test_a_receipt_for_dues_says_all_that_paid_them(paid_call: Document, charlie: User) -> None:
    receipt = receipts.issue_dues_receipt(paid_call, actor=charlie)
    assert (receipt.number, receipt.amount) == ("RC2026-00001", Decimal("15.00"))
    assert [part.amount for part in receipt.parts.all()] == [Decimal("10.00"), Decimal("5.00")]
    assert receipt.words["document"] == paid_call.number
    assert receipt.words["recipient"]["name"] == "Alice Durand"
    trace = AuditEntry.objects.get(action="billing.receipt_issued")
    assert trace.actor == charlie and trace.changes["number"] == [None, "RC2026-00001"]


def test_asked_for_again_the_same_receipt_is_given(paid_call: Document) -> None:
    first = receipts.issue_dues_receipt(paid_call, actor=None)
    assert receipts.issue_dues_receipt(paid_call, actor=None) == first
    payment = paid_call.allocations.get(payment__means="cash").payment
    receipt = receipts.issue_payment_receipt(payment, actor=None)
    assert receipts.issue_payment_receipt(payment, actor=None) == receipt
    assert [receipt.number for receipt in Receipt.objects.order_by("number")] == [
        "RC2026-00001",
        "RP2026-00001",
    ]


def test_dues_that_are_not_paid_in_full_have_no_receipt(
    alice: Member, association: Association
) -> None:
    document = call(alice)
    pay(alice, "14.99")
    with pytest.raises(DomainError, match=str(document.number)):
        receipts.issue_dues_receipt(document, actor=None)
    assert not Receipt.objects.exists()


def test_only_a_call_for_dues_has_a_receipt_for_dues(paid_call: Document) -> None:
    note = cancel(paid_call, actor=None)
    for document in (paid_call, note):
        with pytest.raises(DomainError):
            receipts.issue_dues_receipt(document, actor=None)


def test_a_receipt_for_cash_says_what_it_pays_and_what_is_ahead(
    alice: Member, association: Association, files: Path
) -> None:
    document = call(alice)
    receipt = receipts.issue_payment_receipt(pay(alice, "20.00"), actor=None)
    assert receipt.words["paid"] == [{"number": document.number, "amount": "15.00"}]
    assert receipt.words["credit"] == "5.00"
    text = text_of(receipt)
    for words in ("RP2026-00001", "20,00 €", "15,00 €", "5,00 €", "Alice Durand", document.number):
        assert str(words) in text


def test_a_reversal_makes_every_receipt_of_the_payment_void(
    paid_call: Document, charlie: User
) -> None:
    payment = paid_call.allocations.get(payment__means="transfer").payment
    dues = receipts.issue_dues_receipt(paid_call, actor=None)
    payment_receipt = receipts.issue_payment_receipt(payment, actor=None)
    reverse_payment(payment, actor=charlie, reason="Rejected by the bank")
    for receipt in (dues, payment_receipt):
        receipt.refresh_from_db()
        assert (receipt.voided_on, receipt.void_reason) == (TODAY, "Rejected by the bank")
    assert not ReceiptPart.objects.filter(is_void=False).exists()
    assert AuditEntry.objects.filter(action="billing.receipt_voided", actor=charlie).count() == 2
    with pytest.raises(DomainError):
        receipts.issue_payment_receipt(payment, actor=None)


def test_paid_anew_dues_have_a_new_receipt(paid_call: Document, alice: Member) -> None:
    payment = paid_call.allocations.get(payment__means="transfer").payment
    first = receipts.issue_dues_receipt(paid_call, actor=None)
    reverse_payment(payment, actor=None)
    pay(alice, "5.00")
    second = receipts.issue_dues_receipt(paid_call, actor=None)
    assert (first.number, second.number) == ("RC2026-00001", "RC2026-00002")


def test_a_credit_note_makes_the_receipt_of_the_call_void(paid_call: Document) -> None:
    dues = receipts.issue_dues_receipt(paid_call, actor=None)
    payment = paid_call.allocations.get(payment__means="cash").payment
    payment_receipt = receipts.issue_payment_receipt(payment, actor=None)
    cancel(paid_call, actor=None)
    dues.refresh_from_db()
    payment_receipt.refresh_from_db()
    assert dues.voided_on == TODAY and str(paid_call.number) in dues.void_reason
    assert payment_receipt.voided_on is None  # the money is still there


def test_what_is_not_known_is_named_each(alice: Member, paid_call: Document) -> None:
    Association.objects.update(street="", siren="", rna="")
    with pytest.raises(MentionsMissing) as refusal:
        receipts.issue_dues_receipt(paid_call, actor=None)
    assert len(refusal.value.missing) == 2
    assert not Receipt.objects.exists()


def test_the_solidarity_fund_gets_no_receipt(alice: Member, association: Association) -> None:
    with pytest.raises(DomainError):
        receipts.issue_payment_receipt(
            PaymentFactory.create(member=alice, means="fund"), actor=None
        )


def test_the_pdf_is_archivable_and_stored_once(paid_call: Document, files: Path) -> None:
    receipt = receipts.issue_dues_receipt(paid_call, actor=None)
    receipt_pdf.ensure(receipt)
    content = (files / "receipts" / "2026" / "RC2026-00001.pdf").read_bytes()
    assert receipt.pdf_sha256 == hashlib.sha256(content).hexdigest()
    reader = PdfReader(io.BytesIO(content))
    assert reader.xmp_metadata and b"pdfaid:part" in reader.xmp_metadata.stream.get_data()
    assert "/StructTreeRoot" in reader.root_object
    receipt_pdf.ensure(receipt)
    assert receipt_pdf.to_pdf(receipt) == content


def test_later_changes_of_the_record_change_nothing(
    paid_call: Document, alice: Member, files: Path
) -> None:
    receipt = receipts.issue_dues_receipt(paid_call, actor=None)
    Member.objects.filter(pk=alice.pk).update(last_name="Renommée")
    Association.objects.update(name="Autre")
    text = text_of(Receipt.objects.get(pk=receipt.pk))
    assert "Alice Durand" in text and "Les Ondes libres" in text


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.01", "un centime"),
        ("1.00", "un euro"),
        ("1.50", "un euro et cinquante centimes"),
        ("21.00", "vingt et un euros"),
        ("80.01", "quatre-vingts euros et un centime"),
        ("91.20", "quatre-vingt-onze euros et vingt centimes"),
        ("1234.56", "mille deux cent trente-quatre euros et cinquante-six centimes"),
        ("1000000.00", "un million d’euros"),
        ("2000001.00", "deux millions un euros"),
    ],
)
def test_amounts_in_words(amount: str, words: str) -> None:
    assert receipt_words.in_words(Decimal(amount)) == words


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 1},
        {"words": {}},
        {"number": "RC2026-00009"},
        {"voided_on": None, "void_reason": ""},
        {"void_reason": "another"},
    ],
)
def test_the_database_keeps_a_receipt(paid_call: Document, change: dict[str, object]) -> None:
    receipts.issue_dues_receipt(paid_call, actor=None)
    cancel(paid_call, actor=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.update(**change)


def test_the_database_keeps_what_a_receipt_is_of(paid_call: Document) -> None:
    receipts.issue_dues_receipt(paid_call, actor=None)
    for act in (
        lambda: Receipt.objects.all().delete(),
        lambda: ReceiptPart.objects.all().delete(),
        lambda: ReceiptPart.objects.update(amount=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    ReceiptPart.objects.update(is_void=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReceiptPart.objects.update(is_void=False)


def test_a_hole_in_a_series_is_told(paid_call: Document) -> None:
    for allocation in paid_call.allocations.all():
        receipts.issue_payment_receipt(allocation.payment, actor=None)
    assert "receipt_numbers" not in {problem.rule for problem in checking.problems()}
    with guards.retention():
        Receipt.objects.filter(number="RP2026-00002").update(series_number=7)
    assert "receipt_numbers" in {problem.rule for problem in checking.problems()}


def test_the_same_money_is_never_receipted_twice(paid_call: Document) -> None:
    receipt = receipts.issue_dues_receipt(paid_call, actor=None)
    part = receipt.parts.first()
    assert part
    part.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        part.save(force_insert=True)
