"""The password of the services: a member sets theirs in the portal, a person of an organisation by a mailed link."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from coin.core.models import Association
from coin.members.enums import MemberKind
from coin.members.models import Member, OrganisationAccount, User
from coin.members.people.organisation_accounts import (
    add_organisation_account,
    remove_organisation_account,
)
from coin.members.sign_in import directory_passwords
from tests.factories import MemberFactory
from tests.factories.members import PASSWORD

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]
MINE = "/espace/moi/mot-de-passe-des-services/"
SECRET = "quatre mots pour les services"
TWICE = {"password": SECRET, "again": SECRET}


@pytest.fixture
def link(db: None) -> str:
    """The address of the link that is mailed to a person of an organisation."""
    Association.current()
    ruche = MemberFactory.create(kind=MemberKind.ORGANISATION, organisation_name="Ruche")
    account = add_organisation_account(
        ruche, login="zoe", name="Zoé", email="zoe@r.example", actor=None
    )
    return f"/mot-de-passe-des-services/{directory_passwords.token_for(account)}/"


def sure(client: Client) -> Client:
    """Give the password again, as the page asks of a person who is signed in already."""
    client.post("/compte/confirmer/", {"password": PASSWORD})
    return client


def test_whoever_finds_a_session_open_is_asked_who_they_are(sign_in: SignIn, alice: Member) -> None:
    client = sign_in(alice)
    assert client.get(MINE).headers["Location"].startswith("/compte/confirmer/?next=")
    assert client.post(MINE, TWICE).status_code == 302
    assert alice.representatives.get().user.directory_password == ""


def test_i_set_mine(sign_in: SignIn, alice: Member) -> None:
    client = sure(sign_in(alice))
    assert "alice" in client.get(MINE).content.decode()
    assert client.post(MINE, TWICE).headers["Location"] == "/espace/moi/"
    user = alice.representatives.get().user
    user.refresh_from_db()
    assert user.directory_password.startswith("{ARGON2}$argon2id$")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"password": "azerty", "again": "azerty"}, "password"),
        ({"password": SECRET, "again": "another"}, "again"),
        ({"password": "x" * 201, "again": "x" * 201}, "password"),
    ],
)
def test_a_weak_or_mistyped_one_is_refused_and_not_shown_again(
    typed: dict[str, str], field: str, sign_in: SignIn, alice: Member
) -> None:
    answer = sure(sign_in(alice)).post(MINE, typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and f'id="id_{field}_error"' in page
    assert typed["password"] not in page


def test_the_link_is_shown_where_there_is_a_directory(
    sign_in: SignIn, alice: Member, settings: Any
) -> None:
    client = sign_in(alice)
    settings.COIN_LDAP = {**settings.COIN_LDAP, "url": ""}
    assert MINE not in client.get("/espace/moi/").content.decode()
    settings.COIN_LDAP = {**settings.COIN_LDAP, "url": "ldap://127.0.0.1:1"}
    assert MINE in client.get("/espace/moi/").content.decode()


def test_a_person_of_an_organisation_sets_theirs_once(client: Client, link: str) -> None:
    answer = client.get(link)
    assert "zoe" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"] and answer["Referrer-Policy"] == "same-origin"
    assert client.post(link, {"password": SECRET, "again": ""}).status_code == 422
    assert client.post(link, TWICE).status_code == 302
    account = OrganisationAccount.objects.get()
    assert account.directory_password.startswith("{ARGON2}$argon2id$")
    assert "id_password" not in client.get(link).content.decode()
    client.post(link, {"password": "d'autres mots encore", "again": "d'autres mots encore"})
    before = account.directory_password
    account.refresh_from_db()
    assert account.directory_password == before


def test_a_forged_link_or_one_of_a_removed_account_shows_no_form(client: Client, link: str) -> None:
    assert "id_password" not in client.get(f"{link[:-2]}x/").content.decode()
    remove_organisation_account(OrganisationAccount.objects.get(), actor=None)
    assert "id_password" not in client.get(link).content.decode()
    assert client.post(link, TWICE).status_code == 200
    assert OrganisationAccount.objects.get().directory_password == ""
