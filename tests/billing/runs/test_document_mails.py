"""What a member reads: the documents, the balance to the cent, and how to pay it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from coin.billing.documents.issuing import cancel, issue
from coin.billing.enums import MandateState
from coin.billing.models import Debit, DebitBatch, Document, DocumentMail, Mandate
from coin.billing.runs.mails import mail_document, mail_documents
from coin.core.errors import DomainError
from coin.core.mail_message import build
from coin.core.models import Association, AuditEntry, Mail
from coin.members.models import Member
from tests.factories import DocumentFactory, PaymentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(alice: Member) -> Member:
    """Alice, who reads English."""
    alice.language = "en"
    alice.save()
    return alice


def issued(member: Member, total: str = "32.00", on: date | None = None) -> Document:
    draft = DocumentFactory.create(member=member, total=Decimal(total))
    return issue(draft, actor=None, on=on)


def said(member: Member, *documents: Document) -> str:
    for document in documents:
        mail_document(document, actor=None, again=True)
    return Mail.objects.latest("pk").body.replace("\xa0", " ")


def test_what_is_owed_by_when_and_how(
    reader: Member, association: Association, files: Path
) -> None:
    document = issued(reader)
    text = said(reader, document)
    for words in (
        "Invoice F2026-00001: €32.00",
        "You owe €32.00 by 22 December 2026.",
        "IBAN: FR76 3000 6000 0112 3456 7890 189",
        "BIC: AGRIFRPP",
        f"Reference: {reader.reference} F2026-00001",
        "/espace/documents/",
    ):
        assert words in text.replace("32.00 €", "€32.00"), text
    mail = Mail.objects.get()
    message = build(mail)
    name, content, kind = message.attachments[0]
    assert (name, kind) == ("F2026-00001.pdf", "application/pdf")
    assert bytes(content).startswith(b"%PDF")


def test_what_is_late_is_told_apart(reader: Member, association: Association, files: Path) -> None:
    issued(reader, "15.00", on=date(2026, 9, 1))
    text = said(reader, issued(reader))
    assert "You owe 47.00 € in all:" in text
    assert "- F2026-00001: 15.00 €, late since 1 October 2026" in text
    assert "- F2026-00002: 32.00 € by 22 December 2026" in text
    assert f"Reference: {reader.reference}\n" in text


def test_somebody_ahead_has_nothing_to_pay(
    reader: Member, association: Association, files: Path
) -> None:
    PaymentFactory.create(member=reader, amount=Decimal("44.00"))
    text = said(reader, issued(reader))
    assert "You are 12.00 € ahead: you have nothing to pay." in text and "IBAN" not in text


def test_a_credit_note_says_what_it_is_about(
    reader: Member, association: Association, files: Path
) -> None:
    note = cancel(issued(reader), actor=None)
    text = said(reader, note)
    assert "Credit note A2026-00001: -32.00 €, about F2026-00001" in text
    assert "Everything is paid: you have nothing to do." in text


def test_who_has_a_mandate_has_nothing_to_do(
    reader: Member, association: Association, files: Path
) -> None:
    Association.objects.update(creditor_identifier="FR12ZZZ123456")
    mandate = Mandate.objects.create(
        member=reader,
        rum="ALICE-1",
        iban="FR7630006000011234567890189",
        iban_end="0189",
        signed_on=date(2026, 1, 5),
        state=MandateState.ACTIVE,
    )
    document = issued(reader)
    text = said(reader, document)
    assert "it will be taken from your account ending in 0189 (mandate ALICE-1)" in text
    assert "IBAN:" not in text
    batch = DebitBatch.objects.create(collection_on=date(2026, 12, 10))
    Debit.objects.create(
        batch=batch, document=document, mandate=mandate, amount=document.total, end_to_end="E1"
    )
    assert "a direct debit is planned on 10 December 2026" in said(reader, document)


def test_several_documents_come_in_one_mail_and_once(
    reader: Member, association: Association, files: Path
) -> None:
    documents = [issued(reader), issued(reader, "15.00"), issued(reader, "8.00")]
    pks = [document.pk for document in documents]
    mail_document(documents[0], actor=None)
    from coin.billing.documents import pdf

    pdf.render(pks, processes=1)
    mail = mail_documents(reader.pk, pks)
    assert mail is not None
    names = [part["name"] for part in mail.attachments]
    assert names == ["F2026-00002.pdf", "F2026-00003.pdf"]
    assert mail.subject == "Les Ondes libres: 2 documents for you"
    assert mail_documents(reader.pk, pks) is None
    assert Mail.objects.count() == 2 and DocumentMail.objects.count() == 3


def test_twice_only_on_purpose(reader: Member, association: Association, files: Path) -> None:
    document = issued(reader)
    mail_document(document, actor=None)
    with pytest.raises(DomainError):
        mail_document(document, actor=None)
    mail_document(document, actor=None, again=True)
    assert Mail.objects.count() == 2 and DocumentMail.objects.count() == 1
    entries = AuditEntry.objects.filter(action="billing.mailed", member_number=reader.number)
    assert entries.count() == 2


def test_nobody_is_written_to_without_an_address(
    reader: Member, association: Association, files: Path
) -> None:
    document = issued(reader)
    Member.objects.update(email="")
    with pytest.raises(DomainError):
        mail_document(document, actor=None)
    with pytest.raises(DomainError):
        mail_document(DocumentFactory.create(member=reader), actor=None)
    assert not Mail.objects.exists()
