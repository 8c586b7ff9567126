"""Who votes at an assembly, who is called to it, and which mails are sent only once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, AuditEntry, Mail
from coin.members.assemblies import voters as assemblies
from coin.members.assemblies.services import (
    call_members,
    cancel_assembly,
    change_assembly,
    plan_assembly,
)
from coin.members.assemblies.voters import Votes
from coin.members.enums import MemberKind
from coin.members.models import Assembly, DuesPeriod, Member, User
from tests.factories import (
    DuesPeriodFactory,
    MemberFactory,
    RepresentativeFactory,
    UserFactory,
)
from tests.factories.assemblies import AssemblyFactory, voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(volunteer: Callable[..., User]) -> User:
    Association.current()
    return volunteer("members.assembly")


@pytest.fixture
def assembly(db: None) -> Assembly:
    return AssemblyFactory.create()


def late(member: Member) -> Member:
    """Give the member dues that ended 35 days ago."""
    today = timezone.localdate()
    DuesPeriodFactory.create(
        member=member,
        starts_on=today - timedelta(days=400),
        ends_on=today - timedelta(days=35),
        paid_on=today - timedelta(days=400),
    )
    return member


def test_voters_are_in_good_standing_on_the_day(
    assembly: Assembly, alice: Member, bob: Member
) -> None:
    voter(alice), late(bob)
    MemberFactory.create()  # a candidate
    voter(MemberFactory.create(left_on=timezone.localdate() + timedelta(days=5)))
    assert [member.pk for member in assemblies.voters(assembly)] == [alice.pk]
    assembly.starts_at += timedelta(days=400)
    assert not assemblies.may_vote(assembly, alice)


def test_who_leaves_after_the_day_still_votes(assembly: Assembly) -> None:
    staying = voter(MemberFactory.create(left_on=timezone.localdate() + timedelta(days=25)))
    assert assemblies.may_vote(assembly, staying)


def test_an_organisation_votes_through_the_oldest_holder_of_its_record(assembly: Assembly) -> None:
    organisation = voter(
        MemberFactory.create(kind=MemberKind.ORGANISATION, organisation_name="Les Ondes")
    )
    for name, role in (("Comptable", "accounts"), ("Zoé", "owner"), ("Bob", "owner")):
        user = UserFactory.create(name=name)
        RepresentativeFactory.create(member=organisation, user=user, role=role)
    [member] = assemblies.voters(assembly)
    assert member.represented_by == "Zoé"


def test_the_voters_are_one_query_whatever_their_number(
    assembly: Assembly, django_assert_num_queries: Callable[..., object]
) -> None:
    Association.current()
    for count in (1, 3):
        for _ in range(count):
            voter()
        with django_assert_num_queries(2):  # type: ignore[attr-defined]  # and the association's setting
            list(assemblies.voters(assembly))


def test_a_sheet_is_sorted_as_people_look_for_themselves(assembly: Assembly) -> None:
    for first, last in (("Zoé", "Étienne"), ("Ada", "Martin"), ("Bob", "Dupont")):
        voter(MemberFactory.create(first_name=first, last_name=last))
    votes = Votes.at(assembly)
    assert [member.last_name for member in votes.voters] == ["Dupont", "Étienne", "Martin"]
    assert (votes.majority, votes.part(2), votes.part(4)) == (2, 2, 1)


def test_the_figures_of_nobody_are_zero(assembly: Assembly) -> None:
    votes = Votes.at(assembly)
    assert (votes.majority, votes.part(3)) == (0, 0)


def test_an_assembly_is_planned_for_a_moment_to_come(caller: User) -> None:
    words = {"title": "AG", "place": "Lyon", "agenda": "1. Comptes"}
    soon = timezone.now() + timedelta(days=3)
    planned = plan_assembly(starts_at=soon, actor=caller, **words)
    assert planned.called_at is None and not Mail.objects.exists()
    with pytest.raises(InvalidInput) as refused:
        plan_assembly(starts_at=timezone.now(), actor=caller, **words)
    assert refused.value.field == "starts_at"
    with pytest.raises(InvalidInput) as refused:
        plan_assembly(starts_at=soon, actor=caller, **{**words, "agenda": "  "})
    assert refused.value.field == "agenda"


def test_each_is_called_once_in_their_language(
    caller: User, assembly: Assembly, alice: Member, bob: Member
) -> None:
    voter(alice), late(bob)
    Member.objects.filter(pk=bob.pk).update(language="en")
    letter = voter(MemberFactory.create(email=""))
    MemberFactory.create()  # a candidate is not called
    assert [member.pk for member in assemblies.call(assembly).letters] == [letter.pk]
    assert call_members(assembly, actor=caller) == 2
    french, english = Mail.objects.order_by("to")
    assert (french.to, french.language, french.member_number) == (alice.email, "fr", alice.number)
    assert "Rapport moral" in french.body and f"/espace/assemblees/{assembly.pk}/" in french.body
    assert (english.language, "Your dues do not cover that day" in english.body) == ("en", True)
    assert AuditEntry.objects.filter(action="members.assembly_called").count() == 1
    assert call_members(assembly, actor=caller) == 0
    assert Mail.objects.count() == 2


def test_those_who_joined_since_are_called_later(caller: User, assembly: Assembly) -> None:
    voter()
    call_members(assembly, actor=caller)
    newcomer = voter()
    assert [member.pk for member in assemblies.call(assembly).to_mail] == [newcomer.pk]
    assert call_members(assembly, actor=caller) == 1


def test_another_day_place_or_agenda_calls_everybody_again_and_says_so(
    caller: User, assembly: Assembly
) -> None:
    voter()
    call_members(assembly, actor=caller)
    change_assembly(assembly, title="AG ordinaire", actor=caller)
    assert assemblies.call(Assembly.objects.get()).to_mail == []
    change_assembly(assembly, place="Ailleurs", actor=caller)
    fresh = Assembly.objects.get()
    assert len(assemblies.call(fresh).again) == 1
    call_members(fresh, actor=caller)
    assert "Ailleurs" in Mail.objects.latest("pk").body
    assert Mail.objects.count() == 2


def test_cancelling_tells_those_who_were_called_and_nobody_else(
    caller: User, assembly: Assembly
) -> None:
    called = voter()
    call_members(assembly, actor=caller)
    voter()
    with pytest.raises(InvalidInput):
        cancel_assembly(assembly, reason="  ", actor=caller)
    assert cancel_assembly(assembly, reason="Salle fermée", actor=caller) == 1
    mail = Mail.objects.latest("pk")
    assert (mail.to, "Salle fermée" in mail.body) == (called.email, True)
    with pytest.raises(DomainError):
        cancel_assembly(assembly, reason="Encore", actor=caller)
    with pytest.raises(DomainError):
        call_members(assembly, actor=caller)


def test_nothing_changes_once_it_has_started(caller: User, assembly: Assembly) -> None:
    Assembly.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    for act in (
        lambda: call_members(assembly, actor=caller),
        lambda: change_assembly(assembly, place="Ailleurs", actor=caller),
        lambda: cancel_assembly(assembly, reason="Non", actor=caller),
    ):
        with pytest.raises(DomainError):
            act()
    assert not Mail.objects.exists()


def test_dues_that_are_taken_back_take_the_vote_back(assembly: Assembly) -> None:
    member = voter()
    DuesPeriod.objects.filter(member=member).update(paid_on=None)
    assert not assemblies.may_vote(assembly, member)
