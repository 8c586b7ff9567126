"""Signing in and out."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coin.members.models import Member, User
from tests.factories import UserFactory
from tests.factories.members import PASSWORD
from tests.portal.security.second_factors import stopped_clock

__all__ = ["stopped_clock"]
pytestmark = pytest.mark.django_db
TOO_MANY = "Too many attempts"
WRONG = "This login or this password is not right."
LIMIT = 10
WINDOW = timedelta(minutes=15)


def attempt(client: Client, login: str, password: str, address: str = "192.0.2.1") -> str:
    """Try to sign in; returns "in", or the text of the page that refuses."""
    data = {"login": login, "password": password}
    response = client.post(
        "/connexion/", data, REMOTE_ADDR=address, headers={"accept-language": "en"}
    )
    return "in" if response.status_code == 302 else response.content.decode()


def without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("login", ["alice", "ALICE@example.org", " alice ", "Alice"])
def test_one_signs_in_with_a_login_or_an_address(client: Client, alice: Member, login: str) -> None:
    assert attempt(client, login, PASSWORD) == "in"
    assert client.get("/accueil/").headers["Location"] == "/espace/"


def test_volunteers_land_in_the_office(client: Client, charlie: User) -> None:
    client.force_login(charlie)
    assert client.get("/accueil/").headers["Location"] == "/bureau/"


def test_one_is_led_where_one_was_going_and_never_elsewhere(client: Client, alice: Member) -> None:
    data = {"login": "alice", "password": PASSWORD}
    asked = client.get("/espace/documents/")
    assert asked.headers["Location"] == "/connexion/?next=/espace/documents/"
    page = client.get(asked.headers["Location"]).content.decode()
    assert 'name="next" value="/espace/documents/"' in page
    there = client.post("/connexion/", {**data, "next": "/espace/documents/"})
    assert there.headers["Location"] == "/espace/documents/"
    elsewhere = Client().post("/connexion/", {**data, "next": "https://example.com/"})
    assert elsewhere.headers["Location"] == "/accueil/"


def test_who_is_in_already_is_led_home(client: Client, alice: Member) -> None:
    attempt(client, "alice", PASSWORD)
    assert client.get("/connexion/").headers["Location"] == "/accueil/"


@pytest.mark.parametrize("unknown", ["nobody", "nobody@example.org"])
def test_an_unknown_login_and_a_wrong_password_are_told_the_same_way(
    client: Client, alice: Member, unknown: str
) -> None:
    known = unknown.replace("nobody", "alice")
    answers = [attempt(client, login, "wrong") for login in (known, unknown)]
    assert WRONG in answers[0]
    assert without_token(answers[0]).replace(known, unknown) == without_token(answers[1])


def test_and_cost_the_same_work(client: Client, alice: Member, hashes: list[str]) -> None:
    queries = []
    for login in ("alice", "nobody"):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            attempt(client, login, "wrong")
        queries.append(len(caught))
    assert queries[0] == queries[1]
    assert hashes == ["wrong", "wrong"]


def test_a_closed_account_is_told_the_same_way(client: Client) -> None:
    UserFactory.create(login="gone", is_active=False)
    assert WRONG in attempt(client, "gone", PASSWORD)


def test_an_account_without_a_password_is_told_the_same_way(client: Client) -> None:
    user = UserFactory.create(login="new")
    user.set_unusable_password()
    user.save()
    assert WRONG in attempt(client, "new", user.password)


def test_ten_failures_for_a_login_and_one_waits_even_with_the_right_password(
    client: Client, alice: Member
) -> None:
    for number in range(LIMIT):
        assert WRONG in attempt(client, "alice", "wrong", f"192.0.2.{number}")
    assert TOO_MANY in attempt(client, "Alice", PASSWORD, "198.51.100.1")
    with time_machine.travel(timezone.now() + WINDOW + timedelta(seconds=1)):
        assert attempt(client, "alice", PASSWORD) == "in"


def test_twenty_failures_from_an_address_and_it_waits_whatever_the_login(
    client: Client, alice: Member
) -> None:
    for number in range(2 * LIMIT):
        attempt(client, f"guess{number}", "wrong")
    assert TOO_MANY in attempt(client, "alice", PASSWORD)
    assert attempt(client, "alice", PASSWORD, "192.0.2.99") == "in"


def test_signing_in_counts_for_nothing(client: Client, alice: Member) -> None:
    for number in range(LIMIT + 1):
        assert attempt(Client(), "alice", PASSWORD, f"192.0.2.{number}") == "in"


def test_an_ipv6_network_is_one_neighbour(client: Client, alice: Member) -> None:
    for number in range(2 * LIMIT):
        attempt(client, f"guess{number}", "wrong", f"2001:db8::{number:x}")
    assert TOO_MANY in attempt(client, "alice", PASSWORD, "2001:db8::ffff")
    assert attempt(client, "alice", PASSWORD, "2001:db8:0:1::1") == "in"


def test_behind_our_proxy_the_address_is_the_one_the_proxy_saw(
    client: Client, alice: Member, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # as COIN_HTTPS sets it
    data = {"login": "guess", "password": "wrong"}
    for number in range(2 * LIMIT):
        claimed = {"x-forwarded-for": f"203.0.113.{number}, 192.0.2.7"}
        client.post("/connexion/", {**data, "login": f"guess{number}"}, headers=claimed)
    right = {"login": "alice", "password": PASSWORD}
    from_there = {"x-forwarded-for": "203.0.113.99, 192.0.2.7"}
    assert client.post("/connexion/", right, headers=from_there).status_code == 200
    from_elsewhere = {"x-forwarded-for": "192.0.2.7, 203.0.113.1"}
    assert client.post("/connexion/", right, headers=from_elsewhere).status_code == 302


@pytest.mark.usefixtures("stopped_clock")  # the limit counts the presses of one minute
def test_too_many_presses_are_a_page_of_ours(client: Client) -> None:
    for _number in range(30):
        client.post("/connexion/", {})
    page = client.post("/connexion/", {})
    assert page.status_code == 429
    assert "content=" in page.content.decode() and "page-main" in page.content.decode()


def test_what_is_counted_is_shared_by_every_process_and_holds_nothing_typed(
    client: Client, alice: Member
) -> None:
    attempt(client, "a-password-in-the-wrong-box", "wrong", "203.0.113.77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM core_shared_cache")
        kept = str(cursor.fetchall())
    assert kept != "[]"
    assert "password" not in kept and "203.0.113.77" not in kept
    assert cache.get("nothing of this name") is None


def test_signing_out_takes_a_press_of_a_button(client: Client, alice: Member) -> None:
    attempt(client, "alice", PASSWORD)
    assert client.get("/deconnexion/").status_code == 405
    assert client.post("/deconnexion/").headers["Location"] == "/"
    assert client.get("/espace/").status_code == 302


@pytest.mark.parametrize(
    "name", ["account/login.html", "mfa/index.html", "account/email/password_reset_key_message.txt"]
)
def test_no_page_nor_mail_of_the_library_can_show(name: str) -> None:
    with pytest.raises(TemplateDoesNotExist):
        get_template(name)


@pytest.mark.parametrize(
    "path", ["/inscription/", "/signup/", "/accounts/signup/", "/accounts/login/"]
)
def test_nobody_signs_up_by_themself(client: Client, alice: Member, path: str) -> None:
    attempt(client, "alice", PASSWORD)
    assert client.get(path).status_code == 404


def test_the_language_stays_in_a_cookie_of_ours(client: Client) -> None:
    response = client.post("/langue/", {"language": "en", "next": "/connexion/"})
    assert response.headers["Location"] == "/connexion/"
    assert response.cookies["django_language"].value == "en"
    assert "Sign in" in client.get("/connexion/").content.decode()


def test_the_language_switch_leads_nowhere_else(client: Client) -> None:
    response = client.post("/langue/", {"language": "en", "next": "https://example.org/"})
    assert response.headers["Location"] == "/"


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were hashed: this work takes time, and its length could tell whether an account exists."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    done: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        done.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return done
