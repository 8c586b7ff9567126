"""A member asks that their data go (GDPR art. 17): asked, answered within a month, done by two."""

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
    """The member asks to be erased; volunteers answer within a month. DomainError when a request waits already, or
    nothing is left; InvalidInput on `words` when they are too many."""
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
    """The member would rather stay. TransitionRefused once it is answered."""
    _answer(request, ErasureState.WITHDRAWN)
    _record(actions.ERASURE_WITHDRAWN, request, actor)


@transaction.atomic
def decline_erasure(request: ErasureRequest, *, answer: str, actor: User | None) -> None:
    """Say why not; the member is written to. InvalidInput on `answer`; TransitionRefused once it is answered."""
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
    """Erase now what no duty keeps; the rest follows its clocks. The departure is recorded when it was not.

    Raises DomainError (see `why_not_erased`) while a contract runs or a seat is held.
    """
    member = Member.objects.select_for_update().get(pk=member.pk)
    _refuse_erased(member)
    if reason := why_not_erased(member):
        raise DomainError(reason)
    today = timezone.localdate()
    if not member.left_on and not member.excluded_on:
        record_departure(member, on=today, actor=actor)
    told = _told(member)
    Member.objects.filter(pk=member.pk, archived_at=None).update(archived_at=timezone.now())
    for request in member.erasures.filter(state=ErasureState.REQUESTED):
        _answer(request, ErasureState.DONE)
    done = _apply_rules(member)
    member.refresh_from_db()
    _rename_proposals(member)
    changes = {slug: (None, count) for slug, count in done.items()}
    audit.record(
        actions.MEMBER_ERASED, member, actor=actor, changes=changes, member_number=member.number
    )
    if told:
        mails.send("erased", "members/mail/erased.txt", **told)


def sentence(member: Member) -> str:
    """What the second person reads. The number alone: it stays in the journal, where nobody's name must."""
    return _("Erase the data of member n° %(number)s") % {"number": member.number}


def why_not_erased(member: Member) -> str:
    """What has to be done first, in words; empty when it can be done now."""
    if contracts().run(member):
        return _("A subscription still runs: end it first.")
    today = timezone.localdate()
    seats = Seat.objects.in_force(today).filter(user__representations__member=member)
    if held := seats.exclude(user__in=_acting_elsewhere(member)).select_related("user").first():
        words = {"person": held.user.name}
        return _("%(person)s holds a seat in a working group: it is handed back first.") % words
    return ""


def _acting_elsewhere(member: Member) -> "QuerySet[User, Any]":
    others = Member.objects.filter(erased_at=None).exclude(pk=member.pk)
    return User.objects.filter(representations__member__in=others).values("pk")


def _apply_rules(member: Member) -> dict[str, int]:
    """Each rule on this member's own rows, keeping no longer than the law wants."""
    today, done = timezone.localdate(), {}
    with guards.retention():
        for rule in list(rules_about(member)):
            assert rule.rows_of is not None and rule.erase is not None
            mine = list(rule.rows_of(member).values_list("pk", flat=True))
            due = rule.rows(today, on_request=True).filter(pk__in=mine)
            pks = list(due.values_list("pk", flat=True))
            if pks:
                done[rule.slug] = rule.erase(retention_job.rows_of(due.model, pks))
    return done


def _told(member: Member) -> dict[str, Any] | None:
    """The mail that says it is done: made before the address is gone."""
    if not member.email:
        return None
    with override(member.language):
        stays = [one for one in erasure_plan(member) if not one.is_now]
    context: dict[str, list[Planned]] = {"stays": stays}
    return {
        "context": context,
        "to": member.email,
        "language": member.language,
        "key": f"erased:{member.pk}",
        "member_number": member.number,
    }


def _rename_proposals(member: Member) -> None:
    """The act itself stays readable for those who confirmed it: it never said more than the number."""
    mine = Proposal.objects.filter(act=ACT, subject_id=member.pk)
    mine.update(subject_label=str(member), sentence=sentence(member))


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
