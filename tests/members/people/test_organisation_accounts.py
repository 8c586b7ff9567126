"""The people of an organisation: logins that nobody else has or will get, and passwords that nobody else knows."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher
from django.utils import timezone

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry, Mail
from coin.members.enums import MemberKind
from coin.members.models import Member, OrganisationAccount, User
from coin.members.people.accounts import set_up_account
from coin.members.people.organisation_accounts import (
    add_organisation_account,
    change_organisation_account,
    remove_organisation_account,
    send_password_link,
    set_directory_password,
)
from coin.members.people.services import record_departure
from coin.members.sign_in import directory_passwords, logins
from tests.factories import MemberFactory, ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "quatre mots pour les services"


@pytest.fixture
def ruche(db: None) -> Member:
    member: Member = MemberFactory.create(kind=MemberKind.ORGANISATION, organisation_name="Ruche")
    return member


def add(member: Member, login: str, actor: User | None = None) -> OrganisationAccount:
    return add_organisation_account(
        member, login=login, name="Zoé Le Goff", email="zoe@ruche.example", actor=actor
    )


def test_a_person_is_added_written_to_and_found(ruche: Member, charlie: User) -> None:
    account = add(ruche, "Zoe.LeGoff ", charlie)
    assert account.login == "zoe.legoff" and not account.directory_password
    mail = Mail.objects.get()
    assert mail.to == "zoe@ruche.example" and "zoe.legoff" in mail.body
    assert list(Member.objects.search("zoe.legoff")) == [ruche]
    entry = AuditEntry.objects.get(action="members.organisation_account_added")
    assert (entry.actor, entry.member_number) == (charlie, ruche.number)


@pytest.mark.parametrize(
    "login", ["", "z", "9zoe", "zoé", "zoe le goff", "a" * 32, "root", "www", "Postmaster", "-zoe"]
)
def test_a_login_that_no_server_takes_or_that_is_kept_is_refused(login: str, ruche: Member) -> None:
    with pytest.raises(InvalidInput) as refusal:
        add(ruche, login)
    assert refusal.value.field == "login"
    assert not OrganisationAccount.objects.exists() and not Mail.objects.exists()


def test_a_taken_login_is_refused_with_a_free_one(ruche: Member) -> None:
    UserFactory.create(login="zoe")
    ServiceFactory.create(login="zoe2")
    with pytest.raises(InvalidInput, match="zoe3") as refusal:
        add(ruche, "zoe")
    assert refusal.value.field == "login"
    add(ruche, "zoe3")
    assert logins.suggest_login("Zoé") == "zoe4"


def test_no_other_account_takes_a_login_of_the_list_either(alice: Member) -> None:
    with pytest.raises(InvalidInput) as refusal:
        set_up_account(alice, login="admin", email="a@example.org", name="A", actor=None)
    assert refusal.value.field == "login"
    assert logins.suggest_login("Root") == "root2"


def test_the_login_of_a_removed_account_is_never_given_again(ruche: Member) -> None:
    account = add(ruche, "zoe")
    set_directory_password(account, password=PASSWORD, actor=None)
    remove_organisation_account(account, actor=None)
    account.refresh_from_db()
    assert account.removed_at and account.directory_password == ""
    with pytest.raises(InvalidInput):
        add(ruche, "zoe")
    acts: list[Callable[[], object]] = [
        lambda: remove_organisation_account(account, actor=None),
        lambda: send_password_link(account, actor=None),
        lambda: set_directory_password(account, password=PASSWORD, actor=None),
        lambda: change_organisation_account(
            account, name="Other", email="zoe@ruche.example", actor=None
        ),
    ]
    for act in acts:
        with pytest.raises(DomainError):
            act()


def test_name_and_address_change_the_login_stays(ruche: Member, charlie: User) -> None:
    account = add(ruche, "zoe")
    change_organisation_account(
        account, name="Zoé Martin", email="Martin@ruche.example", actor=charlie
    )
    account.refresh_from_db()
    assert (account.login, account.name, account.email) == (
        "zoe",
        "Zoé Martin",
        "martin@ruche.example",
    )
    with pytest.raises(InvalidInput) as refusal:
        change_organisation_account(account, name="", email="x", actor=charlie)
    assert refusal.value.field in {"name", "email"}


def test_a_person_or_a_departed_organisation_has_no_people(alice: Member, ruche: Member) -> None:
    record_departure(ruche, on=timezone.localdate(), actor=None)
    for member in (alice, ruche):
        with pytest.raises(DomainError):
            add(member, "zoe")


def test_the_mailed_link_sets_the_password_once(ruche: Member) -> None:
    account = add(ruche, "zoe")
    link = re.search(r"/mot-de-passe-des-services/([^/\s]+)/", Mail.objects.get().body)
    assert link is not None
    assert directory_passwords.account_of(link[1]) == account
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert directory_passwords.account_of(link[1]) is None
    set_directory_password(account, password=PASSWORD, actor=None)
    assert directory_passwords.account_of(link[1]) is None
    assert directory_passwords.account_of("forged") is None


def test_only_a_hash_is_kept_and_the_journal_holds_neither(alice: Member) -> None:
    user = alice.representatives.get().user
    set_directory_password(user, password=PASSWORD, actor=user, member_number=alice.number)
    user.refresh_from_db()
    scheme, kept = user.directory_password[:8], user.directory_password[8:]
    assert scheme == "{ARGON2}" and kept.startswith("$argon2id$v=19$")
    assert PasswordHasher().verify(kept, PASSWORD)
    entry = AuditEntry.objects.get(action="members.directory_password_set")
    assert entry.changes == {} and entry.member_number == alice.number
    assert user.check_password(PASSWORD) is False


def test_a_weak_password_is_refused_at_its_field(alice: Member) -> None:
    user = alice.representatives.get().user
    with pytest.raises(InvalidInput) as refusal:
        set_directory_password(user, password="azerty", actor=user)
    assert refusal.value.field == "password"
    user.refresh_from_db()
    assert user.directory_password == ""
