"""Proxies: given to a named voter, up to a ceiling, and taken back, until the assembly starts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry, Mail
from coin.members.assemblies.proxies import give_proxy, withdraw_proxy
from coin.members.assemblies.voters import Votes, find_voter
from coin.members.models import Assembly, DuesPeriod, Member, Proxy
from tests.factories import MemberFactory
from tests.factories.assemblies import AssemblyFactory, voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def assembly(db: None) -> Assembly:
    Association.current()
    return AssemblyFactory.create()


@pytest.fixture
def voting(assembly: Assembly, alice: Member, bob: Member) -> tuple[Member, Member]:
    return voter(alice), voter(bob)


def give(assembly: Assembly, giver: Member, holder: Member) -> Proxy:
    return give_proxy(assembly, giver, who=str(holder.number), name=holder.last_name, actor=None)


def test_a_proxy_is_given_and_both_are_told(
    assembly: Assembly, voting: tuple[Member, Member]
) -> None:
    alice, bob = voting
    give(assembly, alice, bob)
    votes = Votes.at(assembly)
    assert votes.holder_of == {alice.pk: bob}
    assert votes.held_by == {bob.pk: [alice]}
    assert set(Mail.objects.values_list("to", flat=True)) == {alice.email, bob.email}
    entries = AuditEntry.objects.filter(action="members.proxy_given")
    assert set(entries.values_list("member_number", flat=True)) == {alice.number, bob.number}


def test_it_is_taken_back_once_and_given_to_another(
    assembly: Assembly, voting: tuple[Member, Member]
) -> None:
    alice, bob = voting
    give(assembly, alice, bob)
    withdraw_proxy(assembly, alice, actor=None)
    assert Votes.at(assembly).counting == []
    assert Mail.objects.latest("pk").to == bob.email
    with pytest.raises(DomainError):
        withdraw_proxy(assembly, alice, actor=None)
    give(assembly, alice, voter(MemberFactory.create(last_name="Zola")))
    assert Proxy.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "name", "found"),
    [
        ("{number}", "Petit", True),
        ("n° {number}", "petit", True),
        ("ADH{number:05d}", "PETIT bob", True),
        ("BOB@example.org", "Bob Petit", True),
        ("{number}", "Bob", False),
        ("{number}", "Durand", False),
        ("{number}", "", False),
        ("", "Petit", False),
        ("999999", "Petit", False),
        ("nobody@example.org", "Petit", False),
        ("²", "Petit", False),
        ("9" * 30, "Petit", False),
    ],
)
def test_a_voter_is_found_by_number_or_e_mail_with_the_name_that_goes_with_it(
    assembly: Assembly, bob: Member, who: str, name: str, found: bool
) -> None:
    voter(bob)
    given = find_voter(assembly, who=who.format(number=bob.number), name=name)
    assert (given is not None) is found


def test_whoever_cannot_vote_is_not_found_in_the_same_words(
    assembly: Assembly, alice: Member, bob: Member
) -> None:
    voter(alice)
    refusals = set()
    for who, name in ((str(bob.number), "Petit"), ("77777", "Petit"), (bob.email, "Durand")):
        with pytest.raises(InvalidInput) as refused:
            give_proxy(assembly, alice, who=who, name=name, actor=None)
        refusals.add((str(refused.value.message), refused.value.field))
    assert len(refusals) == 1


def test_to_oneself_twice_or_without_a_vote_it_is_refused(
    assembly: Assembly, voting: tuple[Member, Member]
) -> None:
    alice, bob = voting
    with pytest.raises(InvalidInput):
        give(assembly, alice, alice)
    with pytest.raises(DomainError):
        give(assembly, MemberFactory.create(), bob)
    give(assembly, alice, bob)
    with pytest.raises(DomainError):
        give(assembly, alice, voter(MemberFactory.create(last_name="Zola")))


def test_there_is_no_chain(assembly: Assembly, voting: tuple[Member, Member]) -> None:
    alice, bob = voting
    third = voter(MemberFactory.create(last_name="Zola"))
    give(assembly, alice, bob)
    with pytest.raises(DomainError):
        give(assembly, bob, third)  # bob holds a proxy already
    with pytest.raises(InvalidInput):
        give(assembly, third, alice)  # alice gave hers to bob


def test_the_ceiling_is_the_associations(assembly: Assembly, voting: tuple[Member, Member]) -> None:
    Association.objects.update(proxies_per_holder=1)
    alice, bob = voting
    give(assembly, alice, bob)
    third = voter(MemberFactory.create(last_name="Zola"))
    with pytest.raises(InvalidInput):
        give(assembly, third, bob)
    withdraw_proxy(assembly, alice, actor=None)
    give(assembly, third, bob)


def test_nothing_changes_once_it_has_started_or_is_cancelled(
    assembly: Assembly, voting: tuple[Member, Member]
) -> None:
    alice, bob = voting
    give(assembly, alice, bob)
    for fate in (
        {"starts_at": timezone.now()},
        {"starts_at": timezone.now() + timedelta(days=1), "cancelled_at": timezone.now()},
    ):
        Assembly.objects.update(**fate)
        with pytest.raises(DomainError):
            withdraw_proxy(assembly, alice, actor=None)
        with pytest.raises(DomainError):
            give(assembly, bob, alice)


def test_a_proxy_of_whoever_may_vote_no_more_does_not_count(
    assembly: Assembly, voting: tuple[Member, Member]
) -> None:
    alice, bob = voting
    give(assembly, alice, bob)
    DuesPeriod.objects.filter(member=bob).update(paid_on=None)
    votes = Votes.at(assembly)
    assert (len(votes.proxies), votes.counting) == (1, [])
