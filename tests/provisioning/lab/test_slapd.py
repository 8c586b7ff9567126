import shutil
from collections.abc import Iterator
from pathlib import Path

import ldap
import pytest
from ldap.ldapobject import SimpleLDAPObject

from provisioning.lab import process
from provisioning.lab.process import LabError
from provisioning.lab.slapd import Slapd

pytestmark = pytest.mark.lab

Entry = dict[str, list[bytes]]

BOB = "uid=bob,ou=people,dc=asso,dc=example"
PERSON: Entry = {
    "objectClass": [b"inetOrgPerson", b"coinAccount"],
    "uid": [b"bob"],
    "cn": [b"Bob"],
    "sn": [b"Bob"],
    "coinMemberNumber": [b"42"],
    "coinFramedIPAddress": [b"203.0.113.4"],
    "coinDelegatedIPv6Prefix": [b"2001:db8:1:400::/56"],
    "coinServiceState": [b"active"],
}


@pytest.fixture(scope="module")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    with Slapd(tmp_path_factory.mktemp("slapd")) as running:
        yield running


@pytest.fixture
def admin(slapd: Slapd) -> Iterator[SimpleLDAPObject]:
    connection = bound(slapd, slapd.url)
    yield connection
    for dn in (BOB, BOB.replace("bob", "bis"), "cn=all,ou=groups,dc=asso,dc=example"):
        try:
            connection.delete_s(dn)
        except ldap.NO_SUCH_OBJECT:
            continue
    connection.unbind_s()


def bound(slapd: Slapd, url: str) -> SimpleLDAPObject:
    connection = ldap.initialize(url)
    connection.simple_bind_s(slapd.admin_dn, slapd.password)
    return connection


def add(connection: SimpleLDAPObject, dn: str, entry: Entry) -> None:
    connection.add_s(dn, list(entry.items()))


def test_the_base_entries_are_there(slapd: Slapd, admin: SimpleLDAPObject) -> None:
    results = admin.search_s(slapd.suffix, ldap.SCOPE_ONELEVEL, attrlist=["ou"])
    units = {entry["ou"][0].decode() for _, entry in results}
    assert units == {"people", "groups", "services", "policies"}


def test_both_addresses_answer(slapd: Slapd) -> None:
    for url in (slapd.url, slapd.ldapi_url):
        bound(slapd, url).unbind_s()


def test_a_wrong_password_is_refused(slapd: Slapd) -> None:
    with pytest.raises(ldap.INVALID_CREDENTIALS):
        ldap.initialize(slapd.url).simple_bind_s(slapd.admin_dn, "wrong")


def test_our_schema_is_loaded(admin: SimpleLDAPObject) -> None:
    add(admin, BOB, PERSON)
    results = admin.search_s("dc=asso,dc=example", ldap.SCOPE_SUBTREE, "(coinMemberNumber=42)")
    assert [dn for dn, _ in results] == [BOB]


def test_one_state_only(admin: SimpleLDAPObject) -> None:
    with pytest.raises(ldap.CONSTRAINT_VIOLATION):
        add(admin, BOB, PERSON | {"coinServiceState": [b"active", b"suspended"]})


def test_a_login_is_unique(admin: SimpleLDAPObject) -> None:
    add(admin, BOB, PERSON)
    with pytest.raises(ldap.CONSTRAINT_VIOLATION):
        add(admin, BOB.replace("uid=bob", "uid=bis"), PERSON | {"uid": [b"bis", b"bob"]})


def test_groups_follow_their_people(admin: SimpleLDAPObject) -> None:
    group = "cn=all,ou=groups,dc=asso,dc=example"
    add(admin, BOB, PERSON)
    other = BOB.replace("bob", "bis")
    add(admin, other, PERSON | {"uid": [b"bis"]})
    members = [BOB.encode(), other.encode()]
    add(admin, group, {"objectClass": [b"groupOfNames"], "cn": [b"all"], "member": members})
    assert admin.search_s(BOB, ldap.SCOPE_BASE, attrlist=["memberOf"])[0][1]["memberOf"]
    admin.delete_s(BOB)
    left = admin.search_s(group, ldap.SCOPE_BASE, attrlist=["member"])[0][1]["member"]
    assert left == [other.encode()]


def test_passwords_are_hashed(admin: SimpleLDAPObject) -> None:
    add(admin, BOB, PERSON | {"userPassword": [b"correct horse"]})
    stored = admin.search_s(BOB, ldap.SCOPE_BASE, attrlist=["userPassword"])[0][1]["userPassword"]
    assert stored[0].startswith(b"{SSHA}")


def test_a_restart_keeps_data_password_and_port(tmp_path: Path) -> None:
    with Slapd(tmp_path) as first:
        add(bound(first, first.url), BOB, PERSON)
        kept = first.password, first.port
    with Slapd(tmp_path) as second:
        assert (second.password, second.port) == kept
        assert bound(second, second.url).search_s(BOB, ldap.SCOPE_BASE)


def test_the_password_is_for_us_alone(slapd: Slapd) -> None:
    for name in ("admin.password", "slapd.conf"):
        assert (slapd.directory / name).stat().st_mode & 0o777 == 0o600


def test_it_can_run_without_our_schema(tmp_path: Path) -> None:
    bob = "uid=bob,ou=people,dc=fai,dc=example"
    with Slapd(tmp_path, suffix="dc=fai,dc=example", schema=False) as plain:
        connection = bound(plain, plain.url)
        with pytest.raises(ldap.INVALID_SYNTAX):
            add(connection, bob, PERSON)


def test_no_slapd_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path=None: None)
    with pytest.raises(LabError, match="slapd is not installed: apt install slapd"):
        Slapd(tmp_path).start()


def test_a_taken_port_is_named(slapd: Slapd, tmp_path: Path) -> None:
    with pytest.raises(LabError, match=f"slapd cannot use port {slapd.port}"):
        Slapd(tmp_path, port=slapd.port).start()


def test_a_port_can_be_chosen(tmp_path: Path) -> None:
    port = process.free_port()
    with Slapd(tmp_path, port=port) as chosen:
        assert chosen.url == f"ldap://127.0.0.1:{port}"


def test_a_deep_folder_has_no_socket_but_runs(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 90)
    with Slapd(deep) as running:
        assert running.ldapi_url == ""
        bound(running, running.url).unbind_s()
