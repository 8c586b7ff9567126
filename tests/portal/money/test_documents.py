"""My documents and payments, and no other member's."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from coin.billing.documents.issuing import issue
from coin.core.models import Association
from coin.members.models import Member, User
from tests.factories import DocumentFactory, PaymentFactory
from tests.portal.home.test_home import issued

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_document_is_given_as_a_pdf_that_nobody_else_keeps(
    sign_in: SignIn, alice: Member
) -> None:
    document = issued(alice, "8.00")
    document.pdf.save("F.pdf", ContentFile(b"%PDF-1.7 test"), save=False)
    type(document).objects.filter(pk=document.pk).update(pdf=document.pdf.name)
    response = sign_in(alice).get(f"/espace/documents/{document.number}.pdf")
    assert b"".join(response.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    headers = response.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == f'attachment; filename="{document.number}.pdf"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= set(headers["Cache-Control"].split(", "))


def test_a_document_of_another_member_or_a_draft_is_not_found(
    sign_in: SignIn, alice: Member, bob: Member
) -> None:
    his = issued(bob, "8.00")
    client = sign_in(alice)
    assert client.get(f"/espace/documents/{his.number}.pdf").status_code == 404
    assert client.get("/espace/documents/F1999-00001.pdf").status_code == 404
    assert str(his.number) not in client.get("/espace/documents/").content.decode()


def test_a_pdf_that_is_not_made_yet_is_made(
    sign_in: SignIn, alice: Member, association: Association
) -> None:
    association.name, association.street, association.postal_code = "Lilas", "3 rue X", "69001"
    association.city, association.siren = "Lyon", "732829320"
    association.save()
    document = issue(DocumentFactory.create(member=alice), actor=None)
    response = sign_in(alice).get(f"/espace/documents/{document.number}.pdf")
    assert b"".join(response.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    document.refresh_from_db()
    assert document.pdf_sha256


def test_the_lists_show_mine_and_no_draft(sign_in: SignIn, alice: Member, bob: Member) -> None:
    document = issued(alice, "8.00")
    DocumentFactory.create(member=alice, total=Decimal("44.00"))
    PaymentFactory.create(member=alice, reference="MY-REFERENCE")
    PaymentFactory.create(member=bob, reference="HIS-REFERENCE")
    client = sign_in(alice)
    documents = client.get("/espace/documents/").content.decode()
    assert str(document.number) in documents and "44,00" not in documents
    payments = client.get("/espace/paiements/").content.decode()
    assert "MY-REFERENCE" in payments and "HIS-REFERENCE" not in payments


@pytest.mark.parametrize(("page", "queries"), [("documents", 9), ("paiements", 9)])
def test_a_list_costs_the_same_with_one_row_and_with_three(
    sign_in: SignIn, alice: Member, django_assert_num_queries: Any, page: str, queries: int
) -> None:
    client = sign_in(alice)
    for more in (1, 2):
        for _ in range(more):
            issued(alice, "8.00")
            PaymentFactory.create(member=alice)
        with django_assert_num_queries(queries):
            client.get(f"/espace/{page}/")
