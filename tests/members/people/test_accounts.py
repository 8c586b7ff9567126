from collections.abc import Callable

import pytest
from django.contrib.auth import authenticate

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry
from coin.members.models import Member, User
from coin.members.people.accounts import add_representative, set_up_account
from coin.members.sign_in.logins import suggest_login
from tests.factories import ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db
ACCOUNT = {"login": "alice2", "email": "Alice.2@Example.org", "name": "Alice Durand"}


def test_an_account_acts_for_its_member(alice: Member, charlie: User) -> None:
    user = set_up_account(alice, actor=charlie, password="un cheval agrafe correctement", **ACCOUNT)

    assert user.representations.get().member == alice
    assert user.email == "alice.2@example.org"
    assert authenticate(username="ALICE2", password="un cheval agrafe correctement") == user
    assert (
        authenticate(username="alice.2@EXAMPLE.org", password="un cheval agrafe correctement")
        == user
    )
    assert authenticate(username="alice2", password="wrong") is None


def test_without_a_password_nobody_signs_in(alice: Member, charlie: User) -> None:
    user = set_up_account(alice, actor=charlie, **ACCOUNT)
    assert not user.has_usable_password()


def test_no_password_stands_in_the_journal(alice: Member, charlie: User) -> None:
    set_up_account(alice, actor=charlie, password="un cheval agrafe correctement", **ACCOUNT)
    for entry in AuditEntry.objects.all():
        assert "cheval" not in f"{entry.changes}{entry.note}{entry.subject_label}"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"login": "alice"}, "login"),
        ({"login": "2alice"}, "login"),
        ({"email": "ALICE@example.org"}, "email"),
        ({"password": "12345678"}, "password"),
    ],
)
def test_a_refused_account_leaves_nothing(
    change: dict[str, str], field: str, alice: Member, charlie: User
) -> None:
    users = User.objects.count()
    with pytest.raises(InvalidInput) as refusal:
        set_up_account(alice, actor=charlie, **{**ACCOUNT, **change})
    assert refusal.value.field == field
    assert User.objects.count() == users


def test_one_person_may_act_for_several_members_once_each(
    alice: Member, bob: Member, charlie: User
) -> None:
    user = alice.representatives.get().user
    add_representative(bob, user, actor=charlie)
    with pytest.raises(DomainError):
        add_representative(bob, user, actor=charlie)
    assert Member.objects.search("alice").count() == 2


@pytest.mark.parametrize(
    ("name", "suffix", "login"),
    [
        ("Camille Martin", "", "camille-martin"),
        ("Éloïse d’Œuvre", "vpn", "eloise-d-oeuvre-vpn"),
        ("42 rue Truc", "", "rue-truc"),
        ("李明", "", "member"),
        ("A", "", "member"),
        ("Association pour le numérique libre en Rhône", "vpn", "association-pour-le-numeriq-vpn"),
    ],
)
def test_a_suggested_login_works_on_every_server(name: str, suffix: str, login: str) -> None:
    suggested = suggest_login(name, suffix=suffix)
    assert suggested == login
    User(login=suggested, email="x@example.org", name="x", password="x").full_clean()


def test_a_suggested_login_is_free_among_users_and_services() -> None:
    UserFactory.create(login="camille-martin")
    ServiceFactory.create(login="camille-martin2")
    for number in range(3, 30):
        UserFactory.create(login=f"camille-martin{number}")
    assert suggest_login("Camille Martin") == "camille-martin30"


def test_a_capability_comes_from_a_seat(volunteer: Callable[..., User], charlie: User) -> None:
    assert volunteer("members.edit").has_capability("members.edit")
    assert not charlie.has_capability("members.edit")
