"""Issuing numbers and freezes; cancelling undoes by a credit note."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from coin.billing.balance import queries
from coin.billing.documents.issuing import cancel, issue, issue_many
from coin.billing.documents.mentions import MentionsMissing
from coin.billing.enums import DocumentKind, DocumentState
from coin.billing.models import Document, Line
from coin.billing.payments.services import record_payment
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry
from coin.core.models.association import VatRegime
from coin.core.models.counter import Counter
from coin.core.transitions import TransitionRefused
from coin.members.enums import MemberKind
from coin.members.models import Member, User
from tests.factories import DocumentFactory, MemberFactory, PaymentFactory, VatPeriodFactory

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def test_issuing_numbers_dates_and_records(association: Association, charlie: User) -> None:
    document = issue(DocumentFactory.create(), actor=charlie)
    document.refresh_from_db()
    assert (document.number, document.issued_on) == ("F2026-00001", TODAY)
    assert document.state == DocumentState.ISSUED and document.due_on == date(2026, 12, 22)
    trace = AuditEntry.objects.get(action="billing.issued")
    assert trace.actor == charlie and trace.changes["number"] == [None, "F2026-00001"]


def test_each_kind_and_year_has_its_series(association: Association) -> None:
    def number(kind: DocumentKind, on: date) -> str | None:
        return issue(DocumentFactory.create(kind=kind), actor=None, on=on).number

    assert number(DocumentKind.INVOICE, date(2025, 12, 31)) == "F2025-00001"
    assert number(DocumentKind.INVOICE, TODAY) == "F2026-00001"
    assert number(DocumentKind.DUES_CALL, TODAY) == "C2026-00001"
    assert number(DocumentKind.INVOICE, TODAY) == "F2026-00002"


def test_parties_are_frozen_copies(alice: Member, association: Association) -> None:
    document = issue(DocumentFactory.create(member=alice), actor=None)
    association.name = "Another name"
    association.save()
    Member.objects.filter(pk=alice.pk).update(last_name="Married", city="Brest")
    document.refresh_from_db()
    assert document.issuer["name"] == "Les Ondes libres" and document.issuer["siren"]
    assert document.recipient["name"] == "Alice Durand" and document.recipient["city"] == "Lyon"
    assert document.recipient["reference"] == alice.reference


@pytest.mark.parametrize(
    ("regime", "mention"),
    [
        (VatRegime.NOT_TAXABLE, "TVA non applicable – association non assujettie"),
        (VatRegime.EXEMPT_261, "Exonération de TVA, art. 261-7-1° b du CGI"),
        (VatRegime.FRANCHISE_293B, "TVA non applicable, art. 293 B du CGI"),
    ],
)
def test_lines_say_why_they_bear_no_vat(
    association: Association, regime: VatRegime, mention: str
) -> None:
    VatPeriodFactory.create(regime=regime)
    document = issue(DocumentFactory.create(), actor=None)
    assert document.lines.get().vat_exemption == mention and document.vat_total == 0


def test_what_the_association_lacks_is_named(association: Association) -> None:
    Association.objects.update(siren="", city="")
    with pytest.raises(MentionsMissing) as refusal:
        issue_many([DocumentFactory.create()], actor=None)
    assert len(refusal.value.missing) == 2
    assert not Document.objects.issued().exists() and not Counter.objects.exists()


def test_an_organisation_is_told_what_late_payment_costs(association: Association) -> None:
    member = MemberFactory.create(
        kind=MemberKind.ORGANISATION, organisation_name="Le Fournil", rna="W691234567"
    )
    to_organisation = issue(DocumentFactory.create(member=member), actor=None)
    to_person = issue(DocumentFactory.create(), actor=None)
    assert any("L441-10" in mention for mention in to_organisation.issuer["mentions"])
    assert not any("L441-10" in mention for mention in to_person.issuer["mentions"])


def test_a_document_without_a_line_is_refused(association: Association) -> None:
    with pytest.raises(DomainError):
        issue(DocumentFactory.create(lines=False), actor=None)


def test_issuing_twice_is_refused(association: Association) -> None:
    document = issue(DocumentFactory.create(), actor=None)
    stale = Document.objects.get(pk=document.pk)
    stale.state = DocumentState.DRAFT
    with pytest.raises(TransitionRefused):
        issue(stale, actor=None)
    assert issue_many([stale], actor=None).skipped == [stale]


def test_numbers_follow_dates(association: Association) -> None:
    issue(DocumentFactory.create(), actor=None, on=date(2026, 11, 20))
    for wrong in (date(2026, 11, 19), date(2026, 11, 23)):
        with pytest.raises(InvalidInput) as refusal:
            issue(DocumentFactory.create(), actor=None, on=wrong)
        assert refusal.value.field == "on"
    assert issue(DocumentFactory.create(), actor=None).number == "F2026-00002"


def test_a_refusal_among_many_leaves_no_hole(association: Association) -> None:
    drafts = [
        DocumentFactory.create(),
        DocumentFactory.create(member__city=""),
        DocumentFactory.create(),
    ]
    ticks: list[int] = []
    done = issue_many(drafts, actor=None, progress=lambda: ticks.append(1))
    assert [document.number for document in done.issued] == ["F2026-00001", "F2026-00002"]
    [(refused, sentence)] = done.refused
    assert refused == drafts[1] and str(refused.member.number) in sentence
    assert len(ticks) == 3


def test_new_year_starts_new_series(association: Association) -> None:
    issue(DocumentFactory.create(), actor=None)
    with time_machine.travel("2027-01-02T12:00:00+01:00"):
        assert issue(DocumentFactory.create(), actor=None).number == "F2027-00001"


def test_cancelling_makes_a_credit_note_that_cites(association: Association, charlie: User) -> None:
    invoice = issue(DocumentFactory.create(), actor=None)
    note = cancel(invoice, actor=charlie)
    assert (note.number, note.total) == ("A2026-00001", Decimal("-8.00"))
    assert note.corrects == invoice and note.recipient == invoice.recipient
    line = note.lines.get()
    assert line.is_correction and line.amount == Decimal("-8.00")
    assert line.vat_exemption == invoice.lines.get().vat_exemption
    assert queries.balance(invoice.member) == 0
    assert AuditEntry.objects.get(action="billing.cancelled").actor == charlie
    listed = queries.documents_list().get(pk=invoice.pk)
    assert listed.payment_status == "cancelled"


def test_what_cannot_be_cancelled(association: Association) -> None:
    draft = DocumentFactory.create()
    with pytest.raises(DomainError):
        cancel(draft, actor=None)
    invoice = issue(draft, actor=None)
    note = cancel(invoice, actor=None)
    for document in (invoice, note):
        with pytest.raises(DomainError):
            cancel(document, actor=None)
    assert Document.objects.filter(kind=DocumentKind.CREDIT_NOTE).count() == 1
    assert not Line.objects.filter(is_cancelled=False).exists()


def test_what_a_cancelled_document_was_paid_becomes_credit(
    alice: Member, association: Association
) -> None:
    invoice = issue(DocumentFactory.create(member=alice), actor=None)
    record_payment(alice, amount=Decimal("8.00"), received_on=TODAY, means="transfer", actor=None)
    cancel(invoice, actor=None)
    assert queries.owed(alice).credit == Decimal("8.00")
    other = issue(DocumentFactory.create(member=alice), actor=None)
    assert queries.documents_list().get(pk=other.pk).payment_status == "paid"


def test_credit_pays_a_new_document_at_once(alice: Member, association: Association) -> None:
    PaymentFactory.create(member=alice, amount=Decimal("5.00"))
    issue(DocumentFactory.create(member=alice), actor=None)
    [unpaid] = queries.owed(alice).documents
    assert unpaid.rest == Decimal("3.00")
