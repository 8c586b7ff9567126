"""Mandates: checked, signed with a proof, replaced, suspended, revoked, lapsed."""

import html
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from coin.billing.debits import mandate_sheet, mandates
from coin.billing.enums import MandateState
from coin.billing.models import Mandate
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry
from coin.core.transitions import TransitionRefused
from coin.members.models import Attachment, Member
from tests.billing.debits.conftest import IBAN, ICS, signed
from tests.retention import LEFT, apply, assert_boundary

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def test_signed_on_line_with_its_proof(creditor: Association, alice: Member) -> None:
    mandate = signed(alice, "fr14 2004 1010 0505 0001 3m02 606")
    assert (mandate.state, mandate.signed_on) == (MandateState.ACTIVE, TODAY)
    assert mandate.rum == f"{alice.reference}-1"
    assert mandate.iban_shown == "···· 2606"
    assert mandate.proof["login"] == "alice"
    assert "FR72ZZZ123456" in mandate.proof["text"]
    assert "192.0.2.1" not in str(mandate.proof)
    assert AuditEntry.objects.filter(action="billing.mandate_signed").count() == 1


def test_the_account_is_encrypted(creditor: Association, alice: Member) -> None:
    signed(alice)
    with connection.cursor() as cursor:
        cursor.execute("SELECT iban FROM billing_mandate")
        assert IBAN not in cursor.fetchone()[0]
    assert Mandate.objects.get().iban == IBAN


@pytest.mark.parametrize("iban", ["", "FR1420041010050500013M02607", "FR14", "bonjour"])
def test_a_wrong_iban_is_refused(creditor: Association, alice: Member, iban: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        signed(alice, iban)
    assert refused.value.field == "iban"
    assert not Mandate.objects.exists()


def test_nothing_is_signed_without_a_creditor_identifier(
    association: Association, alice: Member
) -> None:
    with pytest.raises(DomainError):
        signed(alice)


def test_a_new_mandate_replaces_the_other(creditor: Association, alice: Member) -> None:
    first, second = signed(alice), signed(alice)
    first.refresh_from_db()
    assert (first.state, second.state) == (MandateState.REVOKED, MandateState.ACTIVE)
    assert second.rum.endswith("-2")


def test_on_paper_it_waits_for_the_paper(creditor: Association, alice: Member, files: Path) -> None:
    mandate = mandates.record_mandate(alice, iban=IBAN, holder="Alice Durand", actor=None)
    assert mandate.state == MandateState.DRAFT
    with pytest.raises(InvalidInput) as refused:
        mandates.sign_on_paper(mandate, paper=None, signed_on=TODAY, actor=None)
    assert refused.value.field == "file"
    paper = SimpleUploadedFile("mandat.pdf", PDF)
    mandates.sign_on_paper(mandate, paper=paper, signed_on=TODAY, actor=None)
    attachment = Attachment.objects.get()
    assert mandate.state == MandateState.ACTIVE
    assert (mandate.proof["paper"], mandate.proof["sha256"]) == (attachment.pk, attachment.sha256)


def test_suspended_and_used_again_but_never_after_it_was_revoked(
    creditor: Association, alice: Member
) -> None:
    mandate = signed(alice)
    mandates.suspend_mandate(mandate, actor=None, reason="AC04")
    mandates.resume_mandate(mandate, actor=None)
    mandates.revoke_mandate(mandate, actor=None)
    with pytest.raises(TransitionRefused):
        mandates.resume_mandate(mandate, actor=None)


def test_it_lapses_after_36_months_without_use(creditor: Association, alice: Member) -> None:
    mandate = signed(alice)
    Mandate.objects.filter(pk=mandate.pk).update(signed_on=date(2023, 11, 23))
    assert mandates.lapse_mandates() == 0
    Mandate.objects.filter(pk=mandate.pk).update(signed_on=date(2023, 11, 22))
    assert mandates.lapse_mandates() == 1
    assert mandates.lapse_mandates() == 0
    mandate.refresh_from_db()
    assert mandate.state == MandateState.LAPSED


def test_kept_thirteen_months_after_the_departure(creditor: Association, alice: Member) -> None:
    mandate = signed(alice)
    Member.objects.filter(pk=alice.pk).update(left_on=LEFT)
    day = assert_boundary("billing.mandates", mandate)
    assert apply("billing.mandates", day) == 1
    mandate.refresh_from_db()
    assert (mandate.iban, mandate.holder, mandate.proof) == ("", "", {})
    assert apply("billing.mandates", day) == 0


def test_the_paper_to_sign_bears_what_the_rulebook_asks(
    creditor: Association, alice: Member
) -> None:
    mandate = mandates.record_mandate(alice, iban=IBAN, holder="Alice Durand", actor=None)
    page = " ".join(mandate_sheet.to_html(mandate).split())
    for words in (
        mandate.rum,
        ICS,
        creditor.name,
        "Alice Durand",
        "FR14 2004 1010 0505 0001 3M02 606",
    ):
        assert words in page
    assert "8 semaines" in page
    assert "Signature" in page
    assert mandate_sheet.to_pdf(mandate).startswith(b"%PDF-")


def test_what_was_signed_on_line_is_printed_with_its_own_words(
    creditor: Association, alice: Member
) -> None:
    mandate = signed(alice)
    Association.objects.update(name="Another name since")
    page = mandate_sheet.to_html(mandate)
    assert mandate.proof["login"] in page
    assert mandate.proof["text"] in html.unescape(page)
    assert "Signature" not in page
