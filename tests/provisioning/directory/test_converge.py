"""The directory follows the members, and coin touches only its own entries and attributes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import ldap
import pytest
from ldap.ldapobject import SimpleLDAPObject

from coin.core.models import Association
from coin.members.models import Member
from coin.subscriptions.enums import ServiceState
from coin.subscriptions.models import Service
from provisioning.directory.wanted import wanted
from provisioning.engine.execution import execute_run
from provisioning.engine.queueing import request_run
from provisioning.engine.reading import read_back
from provisioning.enums import Engine, RunKind, RunState
from provisioning.models import Deployment, Run
from tests.factories import (
    DeploymentFactory,
    DuesPeriodFactory,
    RepresentativeFactory,
    ServiceFactory,
    SubscriptionFactory,
    UserFactory,
)

BASE = "dc=asso,dc=example"
ALICE = f"uid=alice,ou=people,{BASE}"
MEMBERS = f"cn=members,ou=groups,{BASE}"

Converge = Callable[..., Run]


@pytest.fixture
def converge(db: None, directory: SimpleLDAPObject) -> Converge:
    """`converge()`: do one run of the directory's deployment, and return it."""
    deployment: Deployment = DeploymentFactory.create(
        slug="ldap", engine=Engine.LDAP, service_type="", playbook=""
    )

    def run(kind: str = RunKind.CONVERGE) -> Run:
        return execute_run(request_run(deployment, kind=kind, actor=None).pk)

    return run


def entry(directory: SimpleLDAPObject, dn: str) -> dict[str, list[bytes]]:
    """The attributes of an entry; empty when there is no such entry."""
    try:
        results: list[Any] = directory.search_s(dn, ldap.SCOPE_BASE)
    except ldap.NO_SUCH_OBJECT:
        return {}
    return dict(results[0][1])


def in_force(member: Member) -> None:
    DuesPeriodFactory.create(
        member=member,
        starts_on=date(2020, 1, 1),
        ends_on=date(2999, 1, 1),
        paid_on=date(2020, 1, 1),
    )


def test_people_and_groups_appear(
    converge: Converge, directory: SimpleLDAPObject, alice: Member, bob: Member
) -> None:
    in_force(alice)
    ServiceFactory.create(service_type="vpn", subscription=SubscriptionFactory.create(member=alice))
    run = converge()
    assert (run.state, run.error) == (RunState.SUCCEEDED, "")
    assert run.counts == {"added": 4, "modified": 0, "deleted": 0, "failed": 0, "changed": 4}
    attributes = entry(directory, ALICE)
    assert attributes["cn"] == [b"Alice Durand"] and attributes["sn"] == [b"Durand"]
    assert attributes["mail"] == [b"alice@example.org"]
    assert attributes["coinMemberNumber"] == [str(alice.number).encode()]
    assert attributes["coinServiceState"] == [b"active"]
    assert entry(directory, f"uid=bob,ou=people,{BASE}")["coinServiceState"] == [b"suspended"]
    assert entry(directory, MEMBERS)["member"] == [ALICE.encode()]
    assert entry(directory, f"cn=service-vpn,ou=groups,{BASE}")["member"] == [ALICE.encode()]
    assert read_back().ldap_people == 2


def test_a_second_run_changes_nothing(converge: Converge, alice: Member, bob: Member) -> None:
    in_force(alice)
    converge()
    run = converge()
    assert (run.state, run.counts["changed"]) == (RunState.SUCCEEDED, 0)
    assert not run.lines.exists()


def test_a_change_is_written_and_what_is_not_ours_stays(
    converge: Converge, directory: SimpleLDAPObject, alice: Member
) -> None:
    converge()
    directory.modify_s(ALICE, [(ldap.MOD_REPLACE, "telephoneNumber", [b"0123456789"])])
    directory.passwd_s(ALICE, None, b"secret of alice")
    kept = entry(directory, ALICE)["userPassword"]
    user = alice.representatives.get().user
    user.name = "Alice Dupont"
    user.save()
    run = converge()
    assert run.counts["modified"] == run.counts["changed"] == 1
    assert [line.text for line in run.lines.all()] == ["cn, sn"]
    attributes = entry(directory, ALICE)
    assert attributes["cn"] == [b"Alice Dupont"]
    assert (attributes["userPassword"], attributes["telephoneNumber"]) == (kept, [b"0123456789"])


def test_who_left_is_removed_from_people_and_groups(
    converge: Converge, directory: SimpleLDAPObject, alice: Member, bob: Member
) -> None:
    in_force(alice)
    in_force(bob)
    converge()
    Member.objects.filter(pk=bob.pk).update(left_on=date(2026, 1, 1))
    run = converge()
    assert (run.counts["deleted"], run.counts["modified"]) == (1, 1)
    assert entry(directory, MEMBERS)["member"] == [ALICE.encode()]
    Member.objects.filter(pk=alice.pk).update(left_on=date(2026, 1, 1))
    assert converge().counts["deleted"] == 2
    assert entry(directory, MEMBERS) == {}


def test_a_foreign_entry_is_left_alone_and_told(
    converge: Converge, directory: SimpleLDAPObject, alice: Member, bob: Member
) -> None:
    foreign = [("objectClass", [b"inetOrgPerson"]), ("cn", [b"Other"]), ("sn", [b"Other"])]
    directory.add_s(ALICE, foreign)
    directory.add_s(f"uid=robot,ou=people,{BASE}", foreign)
    run = converge()
    assert run.state == RunState.FAILED
    assert run.error == "The directory refused 1 change: its line says why."
    line = run.lines.get(status="failed")
    assert (line.task, line.text[:38]) == (
        f"added {ALICE}",
        "An entry of this name is not coin’s: r",
    )
    assert entry(directory, ALICE)["cn"] == [b"Other"]
    assert entry(directory, f"uid=robot,ou=people,{BASE}")
    assert entry(directory, f"uid=bob,ou=people,{BASE}")


def test_a_check_writes_nothing(
    converge: Converge, directory: SimpleLDAPObject, alice: Member
) -> None:
    run = converge(RunKind.CHECK)
    assert (run.state, run.counts["added"]) == (RunState.SUCCEEDED, 1)
    assert [line.task for line in run.lines.all()] == [f"added {ALICE}"]
    assert entry(directory, ALICE) == {}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"url": ""}, "COIN_LDAP_URL is not set: coin does not know where the directory is."),
        (
            {"url": "ldap://127.0.0.1:1"},
            "No directory answers at ldap://127.0.0.1:1: see that slapd runs, and COIN_LDAP_URL.",
        ),
        (
            {"password": "not this one"},
            f"The directory refuses cn=admin,{BASE}: see COIN_LDAP_PASSWORD.",
        ),
        (
            {"base": "dc=elsewhere"},
            "The directory has no dc=elsewhere with ou=people and ou=groups below it: make them once.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_words(
    converge: Converge, alice: Member, settings: Any, changed: dict[str, str], sentence: str
) -> None:
    settings.COIN_LDAP = {**settings.COIN_LDAP, **changed}
    run = converge()
    assert (run.state, run.error) == (RunState.FAILED, sentence)


def test_the_wanted_side_costs_the_same_number_of_queries_for_one_and_for_three(
    django_assert_num_queries: Any, alice: Member
) -> None:
    Association.current()
    with django_assert_num_queries(5):
        assert len(wanted().people) == 1
    for number in range(2):
        user = UserFactory.create(login=f"other{number}")
        member = RepresentativeFactory.create(user=user).member
        service: Service = ServiceFactory.create(
            service_type="vpn", subscription=SubscriptionFactory.create(member=member)
        )
        assert service.state == ServiceState.ACTIVE
    with django_assert_num_queries(5):
        assert len(wanted().people) == 3


def test_a_large_group_comes_and_goes_in_portions(
    converge: Converge, directory: SimpleLDAPObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provisioning.directory.changes.PORTION", 2)
    acting = [
        RepresentativeFactory.create(user=UserFactory.create(login=f"person{n}")) for n in range(5)
    ]
    for representative in acting:
        in_force(representative.member)
    assert converge().error == ""
    assert len(entry(directory, MEMBERS)["member"]) == 5
    DuesPeriodFactory._meta.model.objects.exclude(member=acting[0].member).delete()
    assert converge().error == ""
    assert entry(directory, MEMBERS)["member"] == [f"uid=person0,ou=people,{BASE}".encode()]
    assert converge().counts["changed"] == 0
