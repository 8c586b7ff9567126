"""A member asks to be erased (GDPR art. 17): volunteers answer within a month; erasing waits for a second person."""

from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from coin.core import audit, guards, mails, retention_job
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Proposal
from coin.core.transitions import move
from coin.members import actions
from coin.members.data.erasure_plan import Planned, erasure_plan, rules_about
from coin.members.enums import ErasureState
from coin.members.models import ErasureRequest, Member, Seat, User
from coin.members.people.services import record_departure
from coin.members.ties import contracts

ANSWER_WITHIN = relativedelta(months=1)  # GDPR art. 12(3)
LONGEST = 4000
ACT = "members.erase"


@transaction.atomic
def ask_erasure(member: Member, *, actor: User | None, words: str = "") -> ErasureRequest:
    """Record that the member asks to be erased; volunteers answer within a month (GDPR art. 12(3)).

    Raises DomainError when a request waits already, or nothing of the member is left; InvalidInput on `words` when they
    are too long.
    """
    checked = _checked(words, field="words")
    member = Member.objects.select_for_update().get(pk=member.pk)
    _refuse_erased(member)
    if member.erasures.filter(state=ErasureState.REQUESTED).exists():
        raise DomainError(_("This request was made already: the volunteers answer within a month."))
    request = ErasureRequest.objects.create(member=member, asked_by=actor, words=checked)
    audit.record(actions.ERASURE_ASKED, member, actor=actor, member_number=member.number)
    return request


@transaction.atomic
def withdraw_erasure(request: ErasureRequest, *, actor: User | None) -> None:
    """Record that the member takes the request back. Raises TransitionRefused once it is answered."""
    _answer(request, ErasureState.WITHDRAWN)
    _record(actions.ERASURE_WITHDRAWN, request, actor)


@transaction.atomic
def decline_erasure(request: ErasureRequest, *, answer: str, actor: User | None) -> None:
    """Decline a request, with the reason (`answer`), which the member reads by mail.

    Raises InvalidInput on `answer` (empty or too long), TransitionRefused once the request is answered.
    """
    checked = _checked(answer, field="answer")
    if not checked:
        raise InvalidInput(_("Say why: the member reads it."), field="answer")
    _answer(request, ErasureState.DECLINED, answer=checked)
    _record(actions.ERASURE_DECLINED, request, actor)
    member = request.member
    mails.send(
        "erasure_declined",
        "members/mail/erasure_declined.txt",
        {"member": member, "answer": checked},
        to=member.email,
        language=member.language,
        key=f"erasure-declined:{request.pk}",
        member_number=member.number,
    )


@transaction.atomic
def erase_member(member: Member, *, actor: User | None) -> None:
    """Erase now all the data that no duty keeps; the rest follows its clocks. Two people decide on it.

    A departure that was not recorded is recorded, open requests become done, and the member is told by mail what went
    and what stays. Raises DomainError (see `why_not_erased`) while a contract runs or a seat is held, and when nothing
    of the member is left.
    """
    member = Member.objects.select_for_update().get(pk=member.pk)
    _refuse_erased(member)
    if reason := why_not_erased(member):
        raise DomainError(reason)
    today = timezone.localdate()
    if not member.left_on and not member.excluded_on:
        record_departure(member, on=today, actor=actor)
    # Made before anything goes: the mail needs the address, and the plan of what stays.
    mail = _told(member)
    Member.objects.filter(pk=member.pk, archived_at=None).update(archived_at=timezone.now())
    for request in member.erasures.filter(state=ErasureState.REQUESTED):
        _answer(request, ErasureState.DONE)
    counts = _apply_rules(member)
    member.refresh_from_db()
    _rename_proposals(member)
    changes = {slug: (None, count) for slug, count in counts.items()}
    audit.record(
        actions.MEMBER_ERASED, member, actor=actor, changes=changes, member_number=member.number
    )
    if mail:
        mails.send("erased", "members/mail/erased.txt", **mail)


def sentence(member: Member) -> str:
    """The sentence that the second person reads: with the number alone, since the journal keeps it, and no name."""
    return _("Erase the data of member n° %(number)s") % {"number": member.number}


def why_not_erased(member: Member) -> str:
    """The reason why a member cannot be erased now, in words; empty when they can."""
    if contracts().run(member):
        return _("A subscription still runs: end it first.")
    today = timezone.localdate()
    seats = Seat.objects.in_force(today).filter(user__representations__member=member)
    # A person who also acts for another member keeps their account, and so their seat.
    if seat := seats.exclude(user__in=_acting_elsewhere(member)).select_related("user").first():
        words = {"person": seat.user.name}
        return _("%(person)s holds a seat in a working group: it is handed back first.") % words
    return ""


def _acting_elsewhere(member: Member) -> "QuerySet[User, Any]":
    others = Member.objects.filter(erased_at=None).exclude(pk=member.pk)
    return User.objects.filter(representations__member__in=others).values("pk")


def _apply_rules(member: Member) -> dict[str, int]:
    """Apply each rule to this member's own rows, which are kept no longer than the law asks.

    Returns the number of rows by rule. The retention's guards are open meanwhile: the journal's rows may be emptied.
    """
    today, done = timezone.localdate(), {}
    with guards.retention():
        for rule in list(rules_about(member)):
            assert rule.rows_of is not None and rule.erase is not None
            own_pks = list(rule.rows_of(member).values_list("pk", flat=True))
            due = rule.rows(today, on_request=True).filter(pk__in=own_pks)
            pks = list(due.values_list("pk", flat=True))
            if pks:
                done[rule.slug] = rule.erase(retention_job.rows_of(due.model, pks))
    return done


def _told(member: Member) -> dict[str, Any] | None:
    """The arguments of the mail that says what was erased and what stays; None without an address."""
    if not member.email:
        return None
    with override(member.language):
        stays = [planned for planned in erasure_plan(member) if not planned.is_now]
    context: dict[str, list[Planned]] = {"stays": stays}
    return {
        "context": context,
        "to": member.email,
        "language": member.language,
        "key": f"erased:{member.pk}",
        "member_number": member.number,
    }


def _rename_proposals(member: Member) -> None:
    """Take the name out of the proposals to erase this member; the people who confirmed them can still read them."""
    proposals = Proposal.objects.filter(act=ACT, subject_id=member.pk)
    proposals.update(subject_label=str(member), sentence=sentence(member))


def _refuse_erased(member: Member) -> None:
    if member.erased_at:
        raise DomainError(_("Nothing is left of this member but the number."))


def _answer(request: ErasureRequest, state: ErasureState, **values: str) -> None:
    move(
        request,
        to=state,
        allowed=[ErasureState.REQUESTED],
        decided_at=timezone.now(),
        **values,
    )


def _record(act: audit.Action, request: ErasureRequest, actor: User | None) -> None:
    member = request.member
    audit.record(act, member, actor=actor, member_number=member.number)


def _checked(text: str, *, field: str) -> str:
    if len(text) > LONGEST:
        words = {"length": LONGEST}
        raise InvalidInput(_("At most %(length)s characters.") % words, field=field)
    return text.strip().replace("\0", "")
