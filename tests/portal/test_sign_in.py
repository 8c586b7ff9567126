"""Coming in and going out."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from coin.core.models import AuditEntry
from coin.members import attempts
from coin.members.models import Member, SignInFailure, User
from tests.factories import UserFactory
from tests.factories.members import PASSWORD

pytestmark = pytest.mark.django_db
TOO_MANY = "Too many attempts"


def attempt(client: Client, login: str, password: str, address: str = "192.0.2.1") -> str:
    data = {"username": login, "password": password}
    response = client.post(
        "/connexion/", data, REMOTE_ADDR=address, headers={"accept-language": "en"}
    )
    return "in" if response.status_code == 302 else response.content.decode()


def without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("login", ["alice", "ALICE@example.org", " alice "])
def test_one_signs_in_with_a_login_or_an_address(client: Client, alice: Member, login: str) -> None:
    assert attempt(client, login, PASSWORD) == "in"
    assert client.get("/accueil/").headers["Location"] == "/espace/"


def test_volunteers_land_in_the_office(client: Client, charlie: User) -> None:
    client.force_login(charlie)
    assert client.get("/accueil/").headers["Location"] == "/bureau/"


def test_an_unknown_login_and_a_wrong_password_are_told_the_same_way(
    client: Client, alice: Member
) -> None:
    told = [attempt(client, login, "wrong") for login in ("alice", "nobody")]
    assert "This login or this password is not right." in told[0]
    assert without_token(told[0]).replace("alice", "nobody") == without_token(told[1])


def test_a_closed_account_is_told_the_same_way(client: Client) -> None:
    UserFactory.create(login="gone", is_active=False)
    assert "This login or this password is not right." in attempt(client, "gone", PASSWORD)


def test_ten_failures_for_a_login_and_one_waits_even_with_the_right_password(
    client: Client, alice: Member
) -> None:
    for number in range(attempts.LIMIT):
        attempt(client, "alice", "wrong", f"192.0.2.{number}")
    assert TOO_MANY in attempt(client, "Alice", PASSWORD, "198.51.100.1")
    with time_machine.travel(timezone.now() + attempts.WINDOW + timedelta(seconds=1)):
        assert attempt(client, "alice", PASSWORD) == "in"


def test_ten_failures_from_an_address_and_it_waits_whatever_the_login(
    client: Client, alice: Member
) -> None:
    for number in range(attempts.LIMIT):
        attempt(client, f"guess{number}", "wrong")
    assert TOO_MANY in attempt(client, "alice", PASSWORD)
    assert attempt(client, "alice", PASSWORD, "192.0.2.99") == "in"


def test_an_ipv6_network_is_one_neighbour(client: Client, alice: Member) -> None:
    for number in range(attempts.LIMIT):
        attempt(client, f"guess{number}", "wrong", f"2001:db8::{number:x}")
    assert TOO_MANY in attempt(client, "alice", PASSWORD, "2001:db8::ffff")
    assert attempt(client, "alice", PASSWORD, "2001:db8:0:1::1") == "in"


def test_behind_our_proxy_the_address_is_the_one_the_proxy_saw(
    client: Client, alice: Member, settings: Any
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    data = {"username": "alice", "password": "wrong"}
    for number in range(attempts.LIMIT):
        claimed = {"x-forwarded-for": f"203.0.113.{number}, 192.0.2.7"}
        client.post("/connexion/", {**data, "username": f"guess{number}"}, headers=claimed)
    assert attempts.wait_until("alice", "192.0.2.7") is not None
    assert attempts.wait_until("alice", "203.0.113.1") is None


def test_nothing_typed_is_kept_in_clear_nor_longer_than_it_counts(client: Client) -> None:
    attempt(client, "a-password-in-the-wrong-box", "wrong")
    kept = SignInFailure.objects.get()
    assert "password" not in kept.login_key and "192.0.2.1" not in kept.address_key
    with time_machine.travel(timezone.now() + attempts.WINDOW):
        assert attempts.purge() == 1


def test_signing_out_takes_a_press_of_a_button(client: Client, alice: Member) -> None:
    attempt(client, "alice", PASSWORD)
    assert client.get("/deconnexion/").status_code == 405
    assert client.post("/deconnexion/").headers["Location"] == "/"
    assert client.get("/espace/").status_code == 302


def test_one_changes_ones_password(client: Client, alice: Member) -> None:
    attempt(client, "alice", PASSWORD)
    new = "un autre mot de passe des tests"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/mot-de-passe/", {**data, "old_password": "wrong"}).status_code == 200
    assert client.post("/mot-de-passe/", data).status_code == 302
    assert attempt(Client(), "alice", new) == "in"
    assert client.get("/espace/").status_code == 200
    trace = AuditEntry.objects.get(action="members.password_changed")
    assert str(trace.actor) == "Alice Durand" and trace.changes == {}


def test_the_language_stays_in_a_cookie_of_ours(client: Client) -> None:
    response = client.post("/langue/", {"language": "en", "next": "/connexion/"})
    assert response.headers["Location"] == "/connexion/"
    assert response.cookies["django_language"].value == "en"
    assert "Sign in" in client.get("/connexion/").content.decode()


def test_the_language_switch_leads_nowhere_else(client: Client) -> None:
    response = client.post("/langue/", {"language": "en", "next": "https://example.org/"})
    assert response.headers["Location"] == "/"
