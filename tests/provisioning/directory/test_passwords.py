"""The password of the services: coin sets it, the directory itself checks it."""

from collections.abc import Callable

import ldap
import pytest
from ldap.ldapobject import SimpleLDAPObject

from coin.core.models import AuditEntry
from coin.members.enums import MemberKind
from coin.members.models import Member, User
from coin.members.people.organisation_accounts import (
    add_organisation_account,
    set_directory_password,
)
from provisioning.directory.wanted import wanted
from provisioning.engine import reaping
from provisioning.enums import RunState
from provisioning.lab.slapd import Slapd
from provisioning.models import Deployment, Run
from tests.factories import MemberFactory
from tests.provisioning.directory.test_converge import ALICE, BASE, Converge, converge, entry

__all__ = ["converge"]
SECRET = "quatre mots pour les services"
Binds = Callable[[str, str], bool]


@pytest.fixture
def binds(slapd: Slapd) -> Binds:
    """`binds(dn, password)`: whether the directory accepts this password."""

    def try_it(dn: str, password: str) -> bool:
        connection = ldap.initialize(slapd.url)
        try:
            connection.simple_bind_s(dn, password)
        except ldap.INVALID_CREDENTIALS:
            return False
        finally:
            connection.unbind_s()
        return True

    return try_it


def set_password(member: Member, password: str) -> User:
    user = member.representatives.get().user
    set_directory_password(user, password=password, actor=user)
    return user


def test_the_directory_takes_the_password_that_was_set(
    converge: Converge, binds: Binds, directory: SimpleLDAPObject, alice: Member
) -> None:
    set_password(alice, SECRET)
    run = converge()
    assert (run.state, run.error) == (RunState.SUCCEEDED, "")
    assert binds(ALICE, SECRET)
    assert not binds(ALICE, "another one entirely")
    [password_hash] = entry(directory, ALICE)["userPassword"]
    assert password_hash.startswith(b"{ARGON2}$argon2id$")
    assert converge().counts["changed"] == 0


def test_a_new_password_replaces_the_former_one(
    converge: Converge, binds: Binds, alice: Member
) -> None:
    set_password(alice, SECRET)
    converge()
    set_password(alice, "cinq autres mots pour eux")
    run = converge()
    assert [line.text for line in run.lines.all()] == ["userPassword"]
    assert binds(ALICE, "cinq autres mots pour eux") and not binds(ALICE, SECRET)


def test_a_password_changed_elsewhere_is_mended(
    converge: Converge, binds: Binds, directory: SimpleLDAPObject, alice: Member
) -> None:
    set_password(alice, SECRET)
    converge()
    directory.passwd_s(ALICE, None, b"written by a stranger")
    assert converge().counts["modified"] == 1
    assert binds(ALICE, SECRET)


def test_whoever_set_none_in_coin_keeps_theirs(
    converge: Converge, binds: Binds, directory: SimpleLDAPObject, alice: Member
) -> None:
    converge()
    directory.passwd_s(ALICE, None, b"from the time before coin")
    assert converge().counts["changed"] == 0
    assert binds(ALICE, "from the time before coin")


def test_a_person_of_an_organisation_has_one_too(converge: Converge, binds: Binds) -> None:
    ruche = MemberFactory.create(kind=MemberKind.ORGANISATION, organisation_name="Ruche")
    zoe = add_organisation_account(
        ruche, login="zoe", name="Zoé", email="zoe@ruche.example", actor=None
    )
    set_directory_password(zoe, password=SECRET, actor=None)
    converge()
    assert binds(f"uid=zoe,ou=people,{BASE}", SECRET)


def test_the_directory_has_work_at_once_and_notices_by_itself(
    converge: Converge, alice: Member
) -> None:
    deployment = Deployment.objects.get()
    converge()
    reaping.look_at_directory()
    converge()
    before = wanted().fingerprint()
    user = set_password(alice, SECRET)
    assert wanted().fingerprint() != before
    waiting = Run.objects.get(deployment=deployment, state=RunState.QUEUED)
    assert waiting.requested_by == user


def test_nothing_of_it_is_written_anywhere_else(converge: Converge, alice: Member) -> None:
    user = set_password(alice, SECRET)
    run = converge()
    user.refresh_from_db()
    texts = [str(vars(entry)) for entry in AuditEntry.objects.all()]
    texts += [f"{line.task} {line.text}" for line in run.lines.all()]
    texts += [str(vars(run))]
    assert not any(secret in text for text in texts for secret in (SECRET, user.directory_password))
