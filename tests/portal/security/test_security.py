"""The security of an account: second factor, recovery codes, sessions, e-mail address."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from coin.core.models import AuditEntry, Mail
from coin.members.models import Member, User
from tests.portal.security.second_factors import (
    HERE,
    add_application,
    code_of,
    come_in,
    stopped_clock,
)

__all__ = ["stopped_clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
MADE_UP = [
    "",
    "{}",
    "[]",
    "nothing",
    '{"response": {"userHandle": "AA"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "MQ"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "MQ",'
    ' "clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}}',
]
IN_ENGLISH = {"accept-language": "en"}


@pytest.fixture
def user(alice: Member) -> User:
    return alice.representatives.get().user


def codes_shown(client: Client) -> list[str]:
    page = client.get(f"{HERE}codes/").content.decode()
    return re.findall(r"<li><code>(\d{8})</code></li>", page)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def later(seconds: int) -> "time_machine.travel":
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=True)


def test_an_application_is_set_up_and_its_code_is_asked_for(client: Client, user: User) -> None:
    come_in(client)
    assert "None" in client.get(HERE, headers=IN_ENGLISH).content.decode()
    secret = add_application(client)
    page = client.get(HERE, headers=IN_ENGLISH).content.decode()
    assert "In place" in page and "10 left" in page
    assert actions() == ["members.second_factor_added"]
    assert Mail.objects.get().kind == "account.notice"

    again = Client()
    assert come_in(again) == "/connexion/code/"
    assert again.get("/espace/").status_code == 302
    assert again.post("/connexion/code/", {"code": "000000"}).status_code == 200
    assert again.get("/espace/").status_code == 302
    assert (
        again.post("/connexion/code/", {"code": code_of(secret)}).headers["Location"] == "/accueil/"
    )
    assert again.get("/espace/").status_code == 200


def test_a_code_works_once(client: Client, user: User) -> None:
    come_in(client)
    secret = add_application(client)
    code = code_of(secret)
    answers = []
    for _number in range(2):
        one = Client()
        come_in(one)
        answers.append(one.post("/connexion/code/", {"code": code}).status_code)
    assert answers == [302, 200]


def test_guessing_codes_is_slowed_down(client: Client, user: User) -> None:
    come_in(client)
    secret = add_application(client)
    guesser = Client()
    come_in(guesser)
    for _number in range(10):
        guesser.post("/connexion/code/", {"code": "000000"})
    page = guesser.post("/connexion/code/", {"code": code_of(secret)}, headers=IN_ENGLISH)
    assert "Too many attempts" in page.content.decode()


def test_who_cannot_go_on_starts_again(client: Client, user: User) -> None:
    come_in(client)
    add_application(client)
    lost = Client()
    come_in(lost)
    assert lost.get("/connexion/").headers["Location"] == "/connexion/code/"
    assert lost.post("/deconnexion/", {"next": "/connexion/"}).headers["Location"] == "/connexion/"
    assert lost.get("/connexion/").status_code == 200


def test_secrets_are_encrypted_at_rest_and_stand_in_no_journal_nor_mail(
    client: Client, user: User
) -> None:
    come_in(client)
    secret = add_application(client)
    [code, *_others] = codes_shown(client)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept and code not in kept
    texts = str(list(AuditEntry.objects.values())) + str(list(Mail.objects.values()))
    assert secret not in texts and code not in texts


def test_the_code_to_scan_holds_no_inline_style(client: Client, user: User) -> None:
    come_in(client)
    page = client.get(f"{HERE}application/").content.decode()
    assert "<svg" in page and " style=" not in page


def test_no_browser_keeps_the_pages_that_show_secrets(client: Client, user: User) -> None:
    come_in(client)
    add_application(client)
    for page in (f"{HERE}codes/", f"{HERE}application/", f"{HERE}cle/"):
        assert "no-store" in client.get(page).headers["Cache-Control"]


def test_a_wrong_first_code_sets_nothing_up_and_keeps_the_same_secret(
    client: Client, user: User
) -> None:
    come_in(client)
    client.get(f"{HERE}application/")
    secret = client.session["mfa.totp.secret"]
    answer = client.post(f"{HERE}application/", {"code": "000000"})
    assert answer.status_code == 422 and client.session["mfa.totp.secret"] == secret
    assert not Authenticator.objects.exists()


def test_a_second_application_is_refused(client: Client, user: User) -> None:
    come_in(client)
    add_application(client)
    client.get(f"{HERE}application/")
    secret = client.session["mfa.totp.secret"]
    answer = client.post(f"{HERE}application/", {"code": code_of(secret)}, headers=IN_ENGLISH)
    assert "has an application already" in answer.content.decode()
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_a_recovery_code_lets_in_once(client: Client, user: User) -> None:
    come_in(client)
    add_application(client)
    codes = codes_shown(client)
    assert len(set(codes)) == 10
    answers = []
    for _number in range(2):
        one = Client()
        come_in(one)
        answers.append(one.post("/connexion/code/", {"code": codes[0]}).status_code)
    assert answers == [302, 200]
    assert codes_shown(client) == codes[1:]


def test_new_recovery_codes_replace_the_former(client: Client, user: User) -> None:
    come_in(client)
    add_application(client)
    former = codes_shown(client)
    page = client.post(f"{HERE}codes/nouveaux/", {"count": "1"})
    assert page.headers["Location"] == f"{HERE}codes/"
    assert not set(former) & set(codes_shown(client))
    assert actions()[-1] == "members.recovery_codes_renewed"


def test_there_are_no_recovery_codes_without_a_second_factor(client: Client, user: User) -> None:
    come_in(client)
    assert client.get(f"{HERE}codes/").status_code == 404
    answer = client.post(f"{HERE}codes/nouveaux/", {"count": "1"}, headers=IN_ENGLISH)
    assert answer.status_code == 409 and not Authenticator.objects.exists()


def test_removing_the_last_one_takes_the_codes_and_the_other_sessions(
    client: Client, user: User
) -> None:
    come_in(client)
    secret = add_application(client)
    elsewhere = Client()
    come_in(elsewhere)
    elsewhere.post("/connexion/code/", {"code": code_of(secret)})
    assert elsewhere.get(HERE).status_code == 200
    factor = Authenticator.objects.get(type="totp")
    url = f"{HERE}{factor.pk}/retirer/"
    page = client.get(url, headers=IN_ENGLISH).content.decode()
    assert "It is the last one" in page
    assert client.post(url, {"count": "1"}).headers["Location"] == HERE
    assert not Authenticator.objects.exists()
    assert client.get(HERE).status_code == 200
    assert elsewhere.get(HERE).status_code == 302
    assert actions()[-1] == "members.second_factor_removed"
    assert come_in(Client()) == "/accueil/"


def test_nobody_removes_anothers(client: Client, user: User, bob: Member) -> None:
    come_in(client)
    add_application(client)
    factor = Authenticator.objects.get(type="totp")
    stranger = Client()
    come_in(stranger, "bob")
    assert stranger.post(f"{HERE}{factor.pk}/retirer/", {"count": "1"}).status_code == 404
    assert Authenticator.objects.filter(pk=factor.pk).exists()


@pytest.mark.parametrize(
    "page", ["application/", "cle/", "codes/", "codes/nouveaux/", "../adresse/"]
)
def test_what_matters_asks_again_who_it_is_after_a_while(
    client: Client, user: User, page: str
) -> None:
    come_in(client)
    with later(601):
        asked = client.get(f"{HERE}{page}".replace("securite/../", ""))
        assert asked.headers["Location"].startswith("/compte/confirmer/?next=")


def test_and_goes_on_once_it_is_said(client: Client, user: User) -> None:
    come_in(client)
    with later(601):
        there = client.get(f"{HERE}application/").headers["Location"]
        wrong = client.post(there, {"password": "wrong"}, headers=IN_ENGLISH)
        assert "This is not your password" in wrong.content.decode()
        back = client.post(there, {"password": "le mot de passe des tests"})
        assert back.headers["Location"] == f"{HERE}application/"
        assert client.get(f"{HERE}application/").status_code == 200


def test_sessions_are_listed_and_ended(client: Client, user: User) -> None:
    come_in(client)
    others = [
        Client(headers={"user-agent": f"Mozilla/5.0 (X11; Linux) Firefox/{n}"}) for n in (1, 2)
    ]
    for other in others:
        come_in(other)
    page = client.get(HERE).content.decode()
    assert page.count("Firefox, Linux") == 2
    link = re.search(r"/compte/sessions/\d+/fin/", page)
    assert link and client.post(link[0]).headers["Location"] == HERE
    assert sorted(other.get(HERE).status_code for other in others) == [200, 302]
    client.post("/compte/sessions/fin/")
    assert [other.get(HERE).status_code for other in others] == [302, 302]
    assert client.get(HERE).status_code == 200


def test_nobody_ends_anothers_session(client: Client, user: User, bob: Member) -> None:
    come_in(client)
    page = client.get(HERE)
    pk = page.context["sessions"][0]["pk"]
    stranger = Client()
    come_in(stranger, "bob")
    stranger.post(f"/compte/sessions/{pk}/fin/")
    assert client.get(HERE).status_code == 200


def link() -> str:
    path = re.search(r"https?://[^/\s]+(/compte/adresse/\S+)", Mail.objects.latest("pk").body)
    return path[1] if path else ""


def test_the_address_changes_once_its_new_owner_confirms(client: Client, user: User) -> None:
    come_in(client)
    asked = client.post("/compte/adresse/", {"email": "Alice.D@Example.org"})
    assert asked.headers["Location"] == HERE
    user.refresh_from_db()
    assert user.email == "alice@example.org"
    mail = Mail.objects.get()
    assert (mail.to, mail.kind) == ("alice.d@example.org", "secret.email")

    path = link()
    assert client.get(path).status_code == 200
    user.refresh_from_db()
    # Opening a link changes nothing: mail scanners open links too.
    assert user.email == "alice@example.org"
    assert client.post(path, {"count": "1"}).headers["Location"] == HERE
    user.refresh_from_db()
    assert user.email == "alice.d@example.org"
    trace = AuditEntry.objects.get(action="members.email_changed")
    assert trace.changes == {"email": ["alice@example.org", "alice.d@example.org"]}
    assert Mail.objects.get(kind="account.notice").to == "alice@example.org"
    assert client.post(path, {"count": "1"}).status_code == 422  # the link is used up
    assert come_in(Client(), "alice.d@example.org") == "/accueil/"


def test_only_its_own_account_confirms_and_within_a_day(
    client: Client, user: User, bob: Member
) -> None:
    come_in(client)
    client.post("/compte/adresse/", {"email": "new@example.org"})
    path = link()
    stranger = Client()
    assert stranger.get(path).headers["Location"].startswith("/connexion/?next=")
    come_in(stranger, "bob")
    assert stranger.post(path, {"count": "1"}).status_code == 422
    with later(24 * 3600 + 1):
        come_in(client := Client())
        assert client.post(path, {"count": "1"}).status_code == 422
    assert User.objects.filter(email__in=["alice@example.org", "bob@example.org"]).count() == 2


def test_an_address_of_another_account_is_told_to_its_owner_alone(
    client: Client, user: User, bob: Member
) -> None:
    come_in(client)
    pages = []
    for email in ("bob@example.org", "free@example.org"):
        answer = client.post("/compte/adresse/", {"email": email}, follow=True)
        pages.append(answer.content.decode().replace(email, ""))
    assert re.sub(r'"\w{64}"', "", pages[0]) == re.sub(r'"\w{64}"', "", pages[1])
    to_bob, to_free = Mail.objects.order_by("pk")
    assert "/compte/adresse/" not in to_bob.body and "/compte/adresse/" in to_free.body


def test_an_address_taken_meanwhile_is_refused(client: Client, user: User, bob: Member) -> None:
    come_in(client)
    client.post("/compte/adresse/", {"email": "wanted@example.org"})
    path = link()
    User.objects.filter(login="bob").update(email="wanted@example.org")
    assert client.post(path, {"count": "1"}).status_code == 422
    user.refresh_from_db()
    assert user.email == "alice@example.org"


@pytest.mark.parametrize("email", ["", "nothing", "alice@example.org", "x" * 300 + "@example.org"])
def test_an_address_that_cannot_be_is_told_at_the_field(
    client: Client, user: User, email: str
) -> None:
    come_in(client)
    answer = client.post("/compte/adresse/", {"email": email})
    assert answer.status_code == 422 and "field-wrong" in answer.content.decode()
    assert not Mail.objects.exists()


def test_a_passkey_that_was_made_up_is_refused(client: Client, user: User) -> None:
    come_in(client)
    client.get(f"{HERE}cle/")
    for credential in (*MADE_UP, '{"id": "AA", "type": "public-key"}'):
        answer = client.post(f"{HERE}cle/", {"name": "x", "credential": credential})
        assert answer.status_code == 422, credential
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", MADE_UP)
def test_nobody_comes_in_by_a_passkey_that_was_made_up(
    client: Client, user: User, credential: str
) -> None:
    asked = client.get("/connexion/cle/", headers={"accept": "application/json"})
    assert asked.json()["request_options"]["publicKey"]["challenge"]
    answer = client.post("/connexion/cle/", {"credential": credential})
    assert answer.headers["Location"] == "/connexion/"
    assert client.get("/espace/").status_code == 302


def test_the_page_costs_the_same_however_many_factors(
    client: Client, user: User, django_assert_num_queries: Callable[..., Any]
) -> None:
    come_in(client)
    add_application(client)
    for number in (1, 3):
        Authenticator.objects.filter(type="webauthn").delete()
        data = {"name": "key", "credential": {}}
        for _number in range(number):
            Authenticator.objects.create(user=user, type="webauthn", data=data)
        client.get(HERE)
        with django_assert_num_queries(10):
            client.get(HERE)
