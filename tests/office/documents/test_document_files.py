"""Files of documents in the office: the electronic invoice, and the pro forma, which is stored nowhere."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.http import FileResponse
from django.test import Client
from django.urls import reverse

from coin.billing import capabilities
from coin.billing.documents.issuing import issue
from coin.billing.models import Document
from coin.core.models import Association
from coin.members.models import Member, User
from coin.subscriptions import capabilities as subscriptions
from tests.billing.conftest import association, files  # noqa: F401 (fixtures)
from tests.factories import DocumentFactory, OfferFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(volunteer: Callable[..., User], sign_in: Callable[[User], Client]) -> Client:
    return sign_in(volunteer(capabilities.SEE, subscriptions.SEE))


def text_of(response: Any) -> str:
    assert "no-store" in response["Cache-Control"]
    reader = pypdf.PdfReader(io.BytesIO(response.content))
    return " ".join(reader.pages[0].extract_text().split()).replace("\xa0", " ")


def test_the_xml_beside_the_pdf(
    office: Client,
    alice: Member,
    association: Association,  # noqa: F811
    files: Path,  # noqa: F811
) -> None:
    document = issue(DocumentFactory.create(member=alice), actor=None)
    url = reverse("office:document-xml", args=[document.pk])
    record = reverse("office:document", args=[document.pk])
    assert url in office.get(record).content.decode()
    response = office.get(url)
    assert isinstance(response, FileResponse)
    assert response["Content-Type"] == "application/xml"
    assert b"".join(response.streaming_content).startswith(b"<?xml")
    assert document.number in response["Content-Disposition"]
    call = issue(DocumentFactory.create(member=alice, kind="dues_call"), actor=None)
    assert office.get(reverse("office:document-xml", args=[call.pk])).status_code == 404
    draft = DocumentFactory.create(member=alice)
    assert office.get(reverse("office:document-xml", args=[draft.pk])).status_code == 404


def test_a_draft_is_shown_before_it_is_issued(
    office: Client,
    alice: Member,
    association: Association,  # noqa: F811
    files: Path,  # noqa: F811
) -> None:
    draft = DocumentFactory.create(member=alice)
    url = reverse("office:document-pro-forma", args=[draft.pk])
    assert url in office.get(reverse("office:document", args=[draft.pk])).content.decode()
    text = text_of(office.get(url))
    assert "PRO FORMA" in text and "8,00 €" in text and "IBAN" not in text
    draft.refresh_from_db()
    assert (
        not draft.number and not draft.pdf and not draft.issuer and not list(files.glob("**/*.pdf"))
    )
    issue(draft, actor=None)
    assert office.get(url).status_code == 404


def test_a_draft_is_shown_though_the_settings_lack_some(office: Client, alice: Member) -> None:
    draft = DocumentFactory.create(member=alice, lines=False)
    assert "PRO FORMA" in text_of(office.get(reverse("office:document-pro-forma", args=[draft.pk])))


def test_what_a_request_would_cost(
    office: Client,
    alice: Member,
    association: Association,  # noqa: F811
) -> None:
    offer = OfferFactory.create(name="Fibre")
    asked = SubscriptionFactory.create(
        member=alice,
        offer=offer,
        state="requested",
        active_on=None,
        monthly_price=30,
        setup_fee=20,
        deposit=60,
        term="quarterly",
    )
    url = reverse("office:subscription-pro-forma", args=[asked.pk])
    assert url in office.get(reverse("office:subscription", args=[asked.pk])).content.decode()
    text = text_of(office.get(url))
    for words in ("PRO FORMA", "Fibre", "90,00 €", "60,00 €", "170,00 €"):
        assert words in text
    assert not Document.objects.exists()
    asked.state = "active"
    asked.save()
    assert office.get(url).status_code == 404
