from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from coin.billing.enums import DocumentKind, DocumentState
from coin.billing.models import Document, Payment
from coin.core.models import Association
from tests.factories import DocumentFactory, MemberFactory, PaymentFactory
from tests.office.conftest import call_for_dues, issue_dues

pytestmark = pytest.mark.django_db


def test_a_payment_is_recorded_and_reversed(office: Client, association: Association) -> None:
    member = call_for_dues()
    issue_dues()
    url = reverse("office:payment-new", args=[member.number])
    assert 'value="15,00"' in office.get(url, headers={"accept-language": "fr"}).content.decode()
    data = {"amount": "15,00", "received_on": "2026-11-05", "means": "transfer", "reference": "ADH"}
    office.post(url, data)
    payment = Payment.objects.get()
    document = Document.objects.get()
    page = office.get(reverse("office:document", args=[document.pk])).content.decode()
    assert "state-good" in page
    office.post(
        reverse("office:payment-reverse", args=[payment.pk]), {"count": "1", "on": "2026-11-06"}
    )
    assert Payment.objects.filter(amount=Decimal("-15.00"), reverses=payment).exists()


def test_a_payment_to_come_is_refused_beside_its_day(office: Client) -> None:
    url = reverse("office:payment-new", args=[MemberFactory.create().number])
    data = {"amount": "8", "received_on": "2999-01-01", "means": "cash", "reference": "un mot"}
    response = office.post(url, data)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_received_on_error"' in page and 'value="un mot"' in page
    assert not Payment.objects.exists()


def test_a_document_is_cancelled_by_a_credit_note(office: Client, association: Association) -> None:
    call_for_dues()
    issue_dues()
    document = Document.objects.get()
    response = office.post(reverse("office:document-cancel", args=[document.pk]), {"count": "1"})
    note = Document.objects.get(kind=DocumentKind.CREDIT_NOTE)
    assert response.headers["Location"] == reverse("office:document", args=[note.pk])
    page = office.get(reverse("office:document", args=[document.pk])).content.decode()
    assert str(note.number) in page


def test_a_draft_has_no_pdf(office: Client) -> None:
    draft = DocumentFactory.create(state=DocumentState.DRAFT)
    assert office.get(reverse("office:document-pdf", args=[draft.pk])).status_code == 404
    page = office.get(reverse("office:document", args=[draft.pk])).content.decode()
    assert reverse("office:document-issue", args=[draft.pk]) in page


def test_an_issued_documents_pdf_is_made_when_it_is_asked_for(
    office: Client, association: Association, settings: pytest.FixtureRequest, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    call_for_dues()
    issue_dues()
    document = Document.objects.get()
    response = office.get(reverse("office:document-pdf", args=[document.pk]))
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(b"%PDF")
    assert f'filename="{document.number}.pdf"' in response["Content-Disposition"]


def test_payments_are_searched_by_reference(office: Client) -> None:
    PaymentFactory.create(reference="VIR 42")
    PaymentFactory.create(reference="CHQ 7")
    page = office.get(reverse("office:payments"), {"q": "vir 42"}).content.decode()
    assert "VIR 42" in page and "CHQ 7" not in page
