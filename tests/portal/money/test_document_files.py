"""The files that a member can download: their own documents only."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import FileResponse
from django.test import Client
from django.urls import reverse

from coin.billing.documents.issuing import issue
from coin.core.models import Association
from coin.members.models import Member
from tests.billing.conftest import association, files  # noqa: F401 (fixtures)
from tests.factories import DocumentFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[Member], Client]


def test_the_xml_of_ones_own_invoice(
    alice: Member,
    bob: Member,
    sign_in: SignIn,
    association: Association,  # noqa: F811
    files: Path,  # noqa: F811
) -> None:
    document = issue(DocumentFactory.create(member=alice), actor=None)
    url = reverse("portal:xml", args=[document.number])
    client = sign_in(alice)
    response = client.get(url)
    assert isinstance(response, FileResponse)
    assert b"F2026-00001" in b"".join(response.streaming_content)
    assert url in client.get(reverse("portal:documents")).content.decode()
    assert sign_in(bob).get(url).status_code == 404


def test_the_pro_forma_of_ones_own_request(
    alice: Member,
    bob: Member,
    sign_in: SignIn,
    association: Association,  # noqa: F811
) -> None:
    asked = SubscriptionFactory.create(member=alice, state="requested", active_on=None)
    url = reverse("portal:request-pro-forma", args=[asked.pk])
    client = sign_in(alice)
    assert client.get(url)["Content-Type"] == "application/pdf"
    assert url in client.get(reverse("portal:services")).content.decode()
    assert sign_in(bob).get(url).status_code == 404
