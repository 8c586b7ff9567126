"""The public page shows what anybody may see, and nothing more."""

from decimal import Decimal

import pytest
from django.test import Client

from coin.core.models import Association
from coin.members.models import Member
from tests.factories import OfferFactory

pytestmark = pytest.mark.django_db


def test_anybody_reads_who_the_association_is_and_what_it_offers(
    client: Client, alice: Member
) -> None:
    association = Association.current()
    association.name, association.email = "Réseau des Monts", "contact@example.org"
    association.save()
    OfferFactory.create(name="VPN", monthly_price=Decimal("8.00"))
    OfferFactory.create(name="Old modem line", open_to_new=False)
    page = client.get("/").content.decode()
    assert "Réseau des Monts" in page and "mailto:contact@example.org" in page
    assert "VPN" in page and "8,00" in page and "Old modem line" not in page
    assert 'href="/connexion/"' in page
    assert "Alice" not in page and "Durand" not in page


def test_the_pages_hold_no_inline_script_nor_style(client: Client) -> None:
    for url in ("/", "/connexion/"):
        response = client.get(url)
        page = response.content.decode()
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "style=" not in page and "<style" not in page and "onclick" not in page
        assert page.count("<script") == page.count("<script src=")
