"""Acts of two people: proposed, confirmed, refused, done alone in an emergency, and never half done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from coin.core import board, periodic, sensitive
from coin.core.errors import DomainError, InvalidInput, NotAllowed
from coin.core.models import Association, AuditEntry, Mail, Proposal, ProposalState
from coin.core.sensitive import SensitiveAct, propose
from coin.core.transitions import TransitionRefused
from coin.members.body import telling
from coin.members.capabilities import SEATS
from coin.members.models import Member, Seat, User
from tests.factories import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db
Volunteer = Callable[..., User]


def rename(member: Member, *, actor: Any, name: str) -> None:
    """The service of the acts below: it writes, then refuses a forbidden name, so that a half-done act would show."""
    Member.objects.filter(pk=member.pk).update(first_name=name)
    if name == "wrong":
        raise InvalidInput("No", field="name")


def about(subject: Any, arguments: Any) -> list[int]:
    return [arguments["user"]] if "user" in arguments else []


@pytest.fixture
def acts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensitive, "_acts", dict(sensitive._acts))


@pytest.fixture
def act(acts: None) -> SensitiveAct:
    return sensitive.sensitive("test.rename", "Rename", capability=SEATS, do=rename)


@pytest.fixture
def strict(acts: None) -> SensitiveAct:
    """An act that always takes two people; the person named in its arguments is neither of them."""

    def do(member: Member, *, actor: Any, name: str, user: int) -> None:
        rename(member, actor=actor, name=name)

    return sensitive.sensitive(
        "test.strict", "Strict", capability=SEATS, do=do, always=True, not_by=about
    )


@pytest.fixture
def one(volunteer: Volunteer) -> User:
    return volunteer(SEATS)


@pytest.fixture
def other(volunteer: Volunteer) -> User:
    return volunteer(SEATS)


@pytest.fixture
def member(db: None) -> Member:
    return MemberFactory.create(first_name="Before")


def ask(act: SensitiveAct, member: Member, actor: User, **more: Any) -> Proposal:
    more = {"arguments": {"name": "After"}, "sentence": "Before becomes After.", **more}
    proposal = propose(act, member, actor=actor, **more)
    assert proposal is not None
    return proposal


def name(member: Member) -> str:
    member.refresh_from_db()
    return member.first_name


def rows(*actions: str) -> list[tuple[str, str]]:
    entries = AuditEntry.objects.filter(action__in=actions).order_by("pk")
    return [(row.action, row.actor_name) for row in entries]


def test_it_waits_until_another_person_confirms_it(
    act: SensitiveAct, member: Member, one: User, other: User
) -> None:
    proposal = ask(act, member, one, reason="as voted")
    assert proposal.state == ProposalState.WAITING
    assert name(member) == "Before"

    sensitive.confirm(proposal, actor=other)
    assert name(member) == "After"
    assert (proposal.state, proposal.decided_by) == (ProposalState.DONE, other)
    assert rows("core.proposal_asked", "core.proposal_confirmed") == [
        ("core.proposal_asked", one.name),
        ("core.proposal_confirmed", other.name),
    ]
    assert AuditEntry.objects.get(action="core.proposal_asked").note == "as voted"


def test_nobody_is_their_own_second_person(
    act: SensitiveAct, member: Member, one: User, other: User
) -> None:
    proposal = ask(act, member, one)
    with pytest.raises(NotAllowed):
        sensitive.confirm(proposal, actor=one)
    assert name(member) == "Before"


def test_asking_confirming_and_refusing_need_the_right(
    act: SensitiveAct, member: Member, one: User, other: User, charlie: User
) -> None:
    with pytest.raises(NotAllowed):
        ask(act, member, charlie)
    proposal = ask(act, member, one)
    for decide in (sensitive.confirm, sensitive.refuse):
        with pytest.raises(NotAllowed):
            decide(proposal, actor=charlie)
    assert name(member) == "Before"


def test_it_is_decided_once(act: SensitiveAct, member: Member, one: User, other: User) -> None:
    """Two people who press at once have both read the row as it was: one conditional UPDATE wins."""
    ask(act, member, one)
    first, second = Proposal.objects.get(), Proposal.objects.get()
    sensitive.confirm(first, actor=other)
    with pytest.raises(TransitionRefused):
        sensitive.confirm(second, actor=other)
    with pytest.raises(TransitionRefused):
        sensitive.refuse(second, actor=other, reason="no")
    assert len(rows("core.proposal_confirmed")) == 1


def test_what_the_act_itself_refuses_leaves_nothing_half_done(
    act: SensitiveAct, member: Member, one: User, other: User
) -> None:
    proposal = ask(act, member, one, arguments={"name": "wrong"})
    with pytest.raises(InvalidInput):
        sensitive.confirm(proposal, actor=other)
    assert name(member) == "Before"
    assert Proposal.objects.get().state == ProposalState.WAITING
    assert rows("core.proposal_confirmed") == []


def test_an_emergency_that_the_act_refuses_tells_nobody(
    act: SensitiveAct, member: Member, one: User, other: User
) -> None:
    with pytest.raises(InvalidInput):
        ask(act, member, one, arguments={"name": "wrong"}, emergency=True, reason="fire")
    assert name(member) == "Before"
    assert not Proposal.objects.exists() and not Mail.objects.exists()


def test_who_asked_takes_it_back_and_others_refuse_with_a_reason(
    act: SensitiveAct, member: Member, one: User, other: User
) -> None:
    withdrawn, refused = ask(act, member, one), ask(act, MemberFactory.create(), one)
    sensitive.refuse(withdrawn, actor=one)
    assert withdrawn.state == ProposalState.WITHDRAWN
    with pytest.raises(InvalidInput) as refusal:
        sensitive.refuse(refused, actor=other, reason="  ")
    assert refusal.value.field == "reason"
    sensitive.refuse(refused, actor=other, reason="not voted")
    assert (refused.state, refused.answer) == (ProposalState.REFUSED, "not voted")
    with pytest.raises(TransitionRefused):
        sensitive.confirm(withdrawn, actor=other)
    assert name(member) == "Before"


def test_the_same_is_not_asked_twice(
    act: SensitiveAct, member: Member, one: User, other: User
) -> None:
    ask(act, member, one)
    with pytest.raises(DomainError):
        ask(act, member, other)
    ask(act, member, one, arguments={"name": "Third"})
    assert Proposal.objects.count() == 2


def test_what_nobody_confirms_in_time_is_closed(
    act: SensitiveAct, member: Member, one: User, other: User
) -> None:
    proposal = ask(act, member, one)
    with time_machine.travel(timezone.now() + sensitive.DAYS, tick=False):
        with pytest.raises(DomainError):
            sensitive.confirm(proposal, actor=other)
        assert sensitive.expire() == 1
        assert sensitive.expire() == 0
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.EXPIRED
    assert rows("core.proposal_expired") == [("core.proposal_expired", "")]
    assert "core.expire_proposals" in {job.name for job in periodic.jobs()}


def test_an_emergency_is_done_at_once_and_the_whole_body_is_told(
    act: SensitiveAct, member: Member, one: User, other: User, charlie: User
) -> None:
    User.objects.filter(pk=charlie.pk).update(language="en")
    proposal = ask(act, member, one, emergency=True, reason="a leak")
    assert name(member) == "After"
    assert proposal.state == ProposalState.EMERGENCY
    assert rows("core.emergency") == [("core.emergency", one.name)]
    mails = {mail.to: mail for mail in Mail.objects.all()}
    assert set(mails) == {other.email, charlie.email}
    assert mails[charlie.email].subject == f"{one.name} acted alone, in an emergency"
    assert "Before becomes After." in mails[other.email].body
    assert "a leak" in mails[other.email].body


def test_an_emergency_is_explained(
    act: SensitiveAct, member: Member, one: User, other: User
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask(act, member, one, emergency=True, reason=" ")
    assert refusal.value.field == "reason"
    assert name(member) == "Before"


def test_an_emergency_ends_what_waited_for_it(
    act: SensitiveAct, member: Member, one: User, other: User
) -> None:
    waiting = ask(act, member, one)
    ask(act, member, one, emergency=True, reason="it cannot wait")
    waiting.refresh_from_db()
    assert waiting.state == ProposalState.WITHDRAWN


def test_where_nobody_else_could_confirm_one_person_does_it_and_it_is_told(
    act: SensitiveAct, member: Member, one: User, charlie: User
) -> None:
    proposal = ask(act, member, one)
    assert name(member) == "After"
    assert proposal.state == ProposalState.ALONE
    assert rows("core.done_alone") == [("core.done_alone", one.name)]
    assert [mail.to for mail in Mail.objects.all()] == [charlie.email]


def test_somebody_who_may_no_longer_sign_in_or_whose_seat_ended_confirms_nothing(
    act: SensitiveAct, member: Member, one: User, other: User, volunteer: Volunteer
) -> None:
    third = volunteer(SEATS)
    User.objects.filter(pk=other.pk).update(is_active=False)
    Seat.objects.filter(user=third).update(ends_on=timezone.localdate())
    assert ask(act, member, one).state == ProposalState.ALONE


def test_an_association_may_let_one_person_do_it(
    act: SensitiveAct, member: Member, one: User, other: User
) -> None:
    Association.objects.update_or_create(pk=1, defaults={"done_alone": [act.slug]})
    done = propose(act, member, sentence="…", actor=one, arguments={"name": "After"})
    assert done is None
    assert name(member) == "After"
    assert not Proposal.objects.exists()


def test_some_acts_always_take_two_others(
    strict: SensitiveAct, member: Member, one: User, other: User, volunteer: Volunteer
) -> None:
    Association.objects.update_or_create(pk=1, defaults={"done_alone": [strict.slug]})
    concerning = {"arguments": {"name": "After", "user": other.pk}}
    for more in ({}, {"emergency": True, "reason": "fire"}):
        with pytest.raises(DomainError):
            ask(strict, member, one, **concerning, **more)
    with pytest.raises(NotAllowed):
        ask(strict, member, other, **concerning)

    third = volunteer(SEATS)
    proposal = ask(strict, member, one, **concerning, emergency=True, reason="fire")
    assert proposal.state == ProposalState.WAITING
    for decide in (sensitive.confirm, sensitive.refuse):
        with pytest.raises(NotAllowed):
            decide(proposal, actor=other)
    sensitive.confirm(proposal, actor=third)
    assert name(member) == "After"


def test_who_asked_must_hold_the_right_still(
    act: SensitiveAct, member: Member, one: User, other: User
) -> None:
    ask(act, member, one)
    Seat.objects.filter(user=one).update(ends_on=timezone.localdate())
    with pytest.raises(DomainError):
        sensitive.confirm(Proposal.objects.get(), actor=other)
    assert name(member) == "Before"


def test_what_is_gone_is_not_acted_on(
    act: SensitiveAct, member: Member, one: User, other: User
) -> None:
    proposal = ask(act, member, one)
    Member.objects.filter(pk=member.pk).delete()
    with pytest.raises(DomainError):
        sensitive.confirm(proposal, actor=other)
    sensitive.refuse(proposal, actor=other, reason="gone")


def test_arguments_are_the_same_whenever_it_is_done(
    acts: None, member: Member, one: User, volunteer: Volunteer
) -> None:
    """A day among the arguments becomes text, whether the act is done at once or by a second person."""
    seen: list[Any] = []

    def do(member: Member, *, actor: Any, on: Any) -> None:
        seen.append(on)

    act = sensitive.sensitive("test.day", "Day", capability=SEATS, do=do)
    today = timezone.localdate()
    ask(act, member, one, arguments={"on": today})
    other = volunteer(SEATS)
    sensitive.confirm(ask(act, member, one, arguments={"on": today}), actor=other)
    assert seen == [today.isoformat()] * 2


def test_an_act_is_declared_once(act: SensitiveAct) -> None:
    with pytest.raises(ValueError, match=r"test\.rename"):
        sensitive.sensitive("test.rename", "Rename", capability=SEATS, do=rename)


def said(user: User) -> list[str]:
    user = User.objects.get(pk=user.pk)
    return [str(line.text) for lines in board.lines_for(user).values() for line in lines]


def test_the_board_shows_it_to_whoever_can_confirm_it_and_to_whoever_asked(
    act: SensitiveAct, strict: SensitiveAct, member: Member, one: User, other: User, charlie: User
) -> None:
    ask(act, member, one)
    (asks,) = said(other)
    assert one.name in asks and "Before becomes After." in asks
    (waits,) = said(one)
    assert one.name not in waits and "Before becomes After." in waits
    assert said(charlie) == []


def test_the_board_does_not_ask_whom_it_is_about(
    strict: SensitiveAct, member: Member, one: User, other: User, volunteer: Volunteer
) -> None:
    volunteer(SEATS)
    ask(strict, member, one, arguments={"name": "After", "user": other.pk})
    assert said(other) == []


def test_what_was_done_alone_stands_on_everybody_s_board_for_a_week(
    act: SensitiveAct, member: Member, one: User, other: User, charlie: User
) -> None:
    ask(act, member, one, emergency=True, reason="a leak")
    assert len(said(other)) == len(said(charlie)) == 1
    assert said(one) == []
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert said(charlie) == []


def test_the_board_asks_as_much_for_three_as_for_one(
    strict: SensitiveAct,
    one: User,
    other: User,
    volunteer: Volunteer,
    django_assert_num_queries: Any,
) -> None:
    volunteer(SEATS)
    third = UserFactory.create()
    for _row in range(3):
        ask(strict, MemberFactory.create(), one, arguments={"name": "After", "user": third.pk})
        seen = User.objects.get(pk=other.pk)
        assert seen.capabilities
        with django_assert_num_queries(1):
            assert [line for line in telling.proposal_lines() if line.is_for(seen)]


def test_nothing_is_validated_by_luck(act: SensitiveAct, member: Member, one: User) -> None:
    """Arguments that JSON cannot express are refused before anything is done."""
    with pytest.raises((TypeError, ValidationError)):
        ask(act, member, one, arguments={"name": object()})
    assert name(member) == "Before"
