from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from coin.api.views import ISP_JSON_MAX_AGE
from coin.core.models import Association
from coin.members.models import Member
from tests.federation.documents import assert_valid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def described(db: None) -> Association:
    association = Association.current()
    association.name, association.email = "Réseau des Monts", "contact@example.org"
    association.save()
    return association


def test_anybody_reads_it_as_the_crawler_wants_it(client: Client) -> None:
    response = client.get("/isp.json", headers={"user-agent": "FFDN DB validator"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == f"public, max-age={ISP_JSON_MAX_AGE}"
    assert 3600 <= ISP_JSON_MAX_AGE <= 14 * 86400
    assert response["ETag"].startswith('"') and response["Last-Modified"].endswith("GMT")
    assert_valid(response.json())


def test_it_knows_no_cookie(client: Client, alice: Member) -> None:
    client.force_login(alice.representatives.get().user)
    response = client.get("/isp.json")
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


def test_an_unchanged_document_is_not_sent_again(client: Client, described: Association) -> None:
    first = client.get("/isp.json")
    again = client.get("/isp.json", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304 and again.content == b"" and again["ETag"] == first["ETag"]
    assert (
        client.get("/isp.json", headers={"if-modified-since": first["Last-Modified"]}).status_code
        == 304
    )
    described.description = "Un fournisseur d'accès associatif."
    described.save()
    assert client.get("/isp.json", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_it_was_changed_today_at_the_earliest(client: Client) -> None:
    yesterday = http_date((timezone.now() - timedelta(days=1)).timestamp())
    assert client.get("/isp.json", headers={"if-modified-since": yesterday}).status_code == 200


def test_head_gives_the_headers_alone(client: Client) -> None:
    response = client.head("/isp.json")
    assert response.status_code == 200 and response.content == b""
    assert response["ETag"] == client.get("/isp.json")["ETag"]


def test_nothing_can_be_written_to_it(client: Client) -> None:
    assert client.post("/isp.json", {}).status_code == 405
