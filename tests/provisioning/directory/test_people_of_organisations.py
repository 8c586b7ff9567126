"""The people of an organisation stand in the directory while they and their organisation are present."""

from datetime import date
from typing import Any

import ldap
import pytest
from ldap.ldapobject import SimpleLDAPObject

from coin.core.models import Association
from coin.members.enums import MemberKind
from coin.members.models import Member
from coin.members.people.organisation_accounts import (
    add_organisation_account,
    remove_organisation_account,
)
from coin.members.people.services import record_departure
from provisioning.directory.wanted import wanted
from provisioning.engine.reading import read_back
from provisioning.models import Run
from tests.factories import MemberFactory, ServiceFactory
from tests.provisioning.directory.test_converge import (
    ALICE,
    BASE,
    MEMBERS,
    Converge,
    converge,
    entry,
    in_force,
)

__all__ = ["converge"]
ZOE = f"uid=zoe,ou=people,{BASE}"
VPN = f"cn=service-vpn,ou=groups,{BASE}"


@pytest.fixture
def ruche(db: None) -> Member:
    """An organisation, and a person who has an account in its services."""
    member: Member = MemberFactory.create(kind=MemberKind.ORGANISATION, organisation_name="Ruche")
    add_organisation_account(
        member, login="zoe", name="Zoé Le Goff", email="zoe@ruche.example", actor=None
    )
    return member


def test_they_appear_with_the_number_and_the_state_of_their_organisation(
    converge: Converge, directory: SimpleLDAPObject, ruche: Member, alice: Member
) -> None:
    in_force(alice)
    ServiceFactory.create(service_type="vpn", subscription__member=ruche)
    assert converge().error == ""
    attributes = entry(directory, ZOE)
    assert attributes["cn"] == ["Zoé Le Goff".encode()] and attributes["mail"] == [
        b"zoe@ruche.example"
    ]
    assert attributes["coinMemberNumber"] == [str(ruche.number).encode()]
    assert attributes["coinServiceState"] == [b"suspended"]
    assert entry(directory, VPN)["member"] == [ZOE.encode()]
    in_force(ruche)
    assert converge().error == ""
    assert entry(directory, ZOE)["coinServiceState"] == [b"active"]
    # People of an organisation have its services, but are not members themselves.
    assert entry(directory, MEMBERS)["member"] == [ALICE.encode()]


def test_a_removed_person_and_those_of_a_departed_organisation_are_gone(
    converge: Converge, directory: SimpleLDAPObject, ruche: Member
) -> None:
    yann = add_organisation_account(
        ruche, login="yann", name="Yann", email="yann@ruche.example", actor=None
    )
    converge()
    assert read_back().ldap_people == 2
    remove_organisation_account(yann, actor=None)
    run: Run = converge()
    assert run.counts["deleted"] == 1 and entry(directory, ZOE)
    record_departure(ruche, on=date(2026, 1, 1), actor=None, excluded=True)
    converge()
    assert entry(directory, ZOE) == {} and read_back().ldap_people == 0


def test_three_people_cost_as_many_queries_as_one(
    ruche: Member, django_assert_num_queries: Any
) -> None:
    Association.current()
    with django_assert_num_queries(5):
        assert set(wanted().people) == {"zoe"}
    for login in ("yann", "nolwenn"):
        add_organisation_account(
            ruche, login=login, name=login, email=f"{login}@ruche.example", actor=None
        )
    with django_assert_num_queries(5):
        assert len(wanted().people) == 3


def test_an_entry_that_somebody_else_made_is_told(
    converge: Converge, directory: SimpleLDAPObject, ruche: Member
) -> None:
    foreign = [("objectClass", [b"inetOrgPerson"]), ("cn", [b"Other"]), ("sn", [b"Other"])]
    directory.add_s(ZOE, foreign)
    assert "refused 1 change" in converge().error
    with pytest.raises(ldap.NO_SUCH_OBJECT):
        directory.search_s(f"uid=zoe,ou=groups,{BASE}", ldap.SCOPE_BASE)
