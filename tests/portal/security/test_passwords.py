"""The password: forgotten, set again, changed."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coin.core.models import Association, AuditEntry, Mail
from coin.members.models import Member, User
from tests.factories import UserFactory
from tests.factories.members import PASSWORD
from tests.portal.security.second_factors import add_application, come_in, stopped_clock
from tests.portal.security.test_sign_in import attempt

__all__ = ["stopped_clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
NEW = "un autre mot de passe des tests"
TWICE = {"password": NEW, "password_again": NEW}
FORGOTTEN = "/mot-de-passe/oublie/"


def ask(client: Client, email: str) -> None:
    response = client.post(FORGOTTEN, {"email": email}, headers={"accept-language": "en"})
    assert response.headers["Location"] == "/mot-de-passe/oublie/envoye/"


def link() -> str:
    """The path of the link in the last mail; empty when there is none."""
    path = re.search(r"https?://[^/\s]+(/mot-de-passe/nouveau/\S+)", Mail.objects.latest("pk").body)
    return path[1] if path else ""


def open_link(client: Client, path: str) -> str:
    """Open the link; returns the address to which it leads, which no longer holds the key."""
    response = client.get(path)
    return response.headers.get("Location", "")


def test_a_forgotten_password_is_set_anew_by_a_link(client: Client, alice: Member) -> None:
    ask(client, "Alice@example.org")
    mail = Mail.objects.get()
    assert (mail.to, mail.kind, mail.language) == ("alice@example.org", "secret.password", "fr")
    page = open_link(client, link())
    assert page.endswith("/set-password/")
    assert client.get(page).status_code == 200
    assert client.post(page, TWICE).headers["Location"] == "/connexion/"
    assert attempt(Client(), "alice", PASSWORD) != "in"
    assert attempt(Client(), "alice", NEW) == "in"
    trace = AuditEntry.objects.get(action="members.password_reset")
    assert str(trace.actor) == "Alice Durand" and trace.changes == {}
    assert trace.member_number == alice.number
    assert Mail.objects.filter(kind="account.notice", to="alice@example.org").count() == 1


def test_the_link_names_our_own_address_whatever_the_request_claims(
    client: Client, alice: Member, settings: object
) -> None:
    settings.ALLOWED_HOSTS, settings.COIN_URL = ["*"], "https://coin.example.org"  # type: ignore[attr-defined]
    client.post(FORGOTTEN, {"email": "alice@example.org"}, headers={"host": "evil.example.com"})
    body = Mail.objects.get().body
    assert "https://coin.example.org/mot-de-passe/nouveau/" in body and "evil" not in body


def test_the_link_works_once(client: Client, alice: Member) -> None:
    ask(client, "alice@example.org")
    path = link()
    client.post(open_link(client, path), TWICE)
    assert Client().get(path).status_code == 200  # a page that says that the link was used
    assert "oublie" in Client().get(path).content.decode()


def test_and_for_a_day(client: Client, alice: Member) -> None:
    ask(client, "alice@example.org")
    path = link()
    with time_machine.travel(timezone.now() + timedelta(hours=26)):
        assert open_link(Client(), path) == ""


@pytest.mark.parametrize("path", ["1/forged-key", "zzzzzz/bad", "-/x", "1/set-password"])
def test_a_forged_link_is_told_so(client: Client, alice: Member, path: str) -> None:
    page = client.get(f"/mot-de-passe/nouveau/{path}/", headers={"accept-language": "en"})
    assert "This link is not valid any more" in page.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"password": "court", "password_again": "court"},
        {"password": "123456789012345", "password_again": "123456789012345"},
        {"password": "alice@example.org", "password_again": "alice@example.org"},
        {"password": NEW, "password_again": "another"},
        {"password": "", "password_again": ""},
    ],
    ids=["short", "digits", "like the address", "two different", "empty"],
)
def test_a_bad_password_is_told_beside_its_field(
    client: Client, alice: Member, typed: dict[str, str]
) -> None:
    ask(client, "alice@example.org")
    page = open_link(client, link())
    answer = client.post(page, typed)
    assert answer.status_code == 200
    assert "field-wrong" in answer.content.decode()
    assert attempt(Client(), "alice", PASSWORD) == "in"


def test_an_address_that_no_account_has_gets_the_same_answer_and_a_mail_without_a_link(
    client: Client, alice: Member
) -> None:
    pages = []
    for email in ("alice@example.org", "nobody@example.org"):
        answer = client.post(FORGOTTEN, {"email": email}, follow=True)
        pages.append(answer.content.decode())
    assert pages[0] == pages[1]
    mail = Mail.objects.latest("pk")
    assert mail.to == "nobody@example.org" and mail.kind == "secret.password"
    assert link() == ""


def test_and_costs_the_same_queries(client: Client, alice: Member) -> None:
    Association.current()
    counts = []
    for email in ("alice@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as caught:
            ask(client, email)
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_a_closed_account_gets_no_link(client: Client) -> None:
    UserFactory.create(login="gone", is_active=False)
    ask(client, "gone@example.org")
    assert link() == ""


def test_a_first_password_is_chosen_the_same_way(client: Client, alice: Member) -> None:
    user = alice.representatives.get().user
    user.set_unusable_password()
    user.save()
    ask(client, "alice@example.org")
    client.post(open_link(client, link()), TWICE)
    assert attempt(Client(), "alice", NEW) == "in"


@pytest.mark.parametrize("email", ["", "nothing", "a@b", "x" * 300 + "@example.org"])
def test_an_impossible_address_is_told_at_the_field(client: Client, email: str) -> None:
    answer = client.post(FORGOTTEN, {"email": email})
    assert answer.status_code == 422
    assert "field-wrong" in answer.content.decode()
    assert not Mail.objects.exists()


def test_three_links_an_hour_for_an_address_known_or_not(client: Client, alice: Member) -> None:
    for email in ("alice@example.org", "nobody@example.org"):
        for _number in range(3):
            ask(client, email)
        assert client.post(FORGOTTEN, {"email": email.upper()}).status_code == 429
    assert Mail.objects.count() == 6


def test_a_new_password_ends_the_wait_of_failed_sign_ins_and_every_session(
    client: Client, alice: Member
) -> None:
    inside = Client()
    come_in(inside)
    for _number in range(11):
        attempt(client, "alice", "wrong", "203.0.113.9")
    ask(client, "alice@example.org")
    client.post(open_link(client, link()), TWICE)
    assert attempt(Client(), "alice", NEW) == "in"
    assert inside.get("/compte/securite/").status_code == 302


def test_a_link_by_mail_does_not_replace_the_second_factor(client: Client, alice: Member) -> None:
    owner = Client()
    come_in(owner)
    add_application(owner)
    ask(client, "alice@example.org")
    client.post(open_link(client, link()), TWICE)
    assert come_in(client, "alice", NEW) == "/connexion/code/"
    assert client.get("/espace/").status_code == 302


def test_one_changes_ones_password(client: Client, alice: Member) -> None:
    come_in(client)
    elsewhere = Client()
    come_in(elsewhere)
    wrong = client.post("/mot-de-passe/", {**TWICE, "old_password": "wrong"})
    assert wrong.status_code == 422
    done = client.post("/mot-de-passe/", {**TWICE, "old_password": PASSWORD})
    assert done.headers["Location"] == "/compte/securite/"
    assert client.get("/compte/securite/").status_code == 200
    assert elsewhere.get("/compte/securite/").status_code == 302
    assert attempt(Client(), "alice", NEW) == "in"
    trace = AuditEntry.objects.get(action="members.password_changed")
    assert str(trace.actor) == "Alice Durand" and trace.changes == {}
    assert NEW not in Mail.objects.get(kind="account.notice").body


def test_guessing_the_password_in_use_is_slowed_down(client: Client, alice: Member) -> None:
    come_in(client)
    wrong = {**TWICE, "old_password": "wrong"}
    answers = [client.post("/mot-de-passe/", wrong).status_code for _number in range(6)]
    assert answers == [422] * 5 + [429]


def test_somebody_elses_session_ends_when_a_link_is_opened_in_it(
    client: Client, alice: Member, bob: Member
) -> None:
    ask(Client(), "alice@example.org")
    path = link()
    come_in(client, "bob")
    client.get(open_link(client, path))
    assert client.get("/compte/securite/").status_code == 302
    assert User.objects.get(login="bob").check_password(PASSWORD)
