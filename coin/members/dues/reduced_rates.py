"""The reduced rate: a member asks for it; a volunteer grants it from a day to a day, or declines; a mail tells them."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit, mails, transitions
from coin.core.errors import DomainError, InvalidInput
from coin.members import actions
from coin.members.enums import ReducedRateState
from coin.members.models import Member, ReducedRate, User

# Three years, whichever of them are leap years.
LONGEST = timedelta(days=3 * 366)
MOST_WORDS = 2000


@transaction.atomic
def ask_reduced_rate(member: Member, *, words: str, actor: User | None) -> ReducedRate:
    """Record that the member asks for the reduced rate.

    `words` is what they say. Raises DomainError when another request waits for an answer, InvalidInput on `words` (too
    long).
    """
    _check_words(words, "words")
    # Two requests of one member at once (two tabs) wait for each other here: the second is refused.
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if member.reduced_rates.filter(state=ReducedRateState.REQUESTED).exists():
        raise DomainError(_("This request waits for an answer already."))
    rate = ReducedRate.objects.create(member=member, words=words.strip())
    audit.record(actions.REDUCED_ASKED, rate, actor=actor, member_number=member.number)
    return rate


@transaction.atomic
def grant_reduced_rate(
    rate: ReducedRate, *, starts_on: date, ends_on: date, actor: User | None, answer: str = ""
) -> None:
    """Grant the reduced rate that was asked for, from a day to a day (exclusive). The member is told by mail.

    Raises TransitionRefused when the request was answered meanwhile, InvalidInput on `ends_on` (not after `starts_on`
    and today, or over three years after `starts_on`) or `answer` (too long).
    """
    _check_days(starts_on, ends_on)
    _check_words(answer, "answer")
    transitions.move(
        rate,
        to=ReducedRateState.GRANTED,
        allowed=[ReducedRateState.REQUESTED],
        starts_on=starts_on,
        ends_on=ends_on,
        answer=answer.strip(),
        decided_by=actor,
    )
    changes = {"starts_on": (None, starts_on), "ends_on": (None, ends_on)}
    _tell(rate, actions.REDUCED_GRANTED, changes, actor)


@transaction.atomic
def decline_reduced_rate(rate: ReducedRate, *, answer: str, actor: User | None) -> None:
    """Decline a request, with the reason (`answer`), which the member reads by mail.

    Raises TransitionRefused when the request was answered meanwhile, InvalidInput on `answer` (empty or too long).
    """
    _check_words(answer, "answer")
    if not answer.strip():
        raise InvalidInput(_("Say why: the member reads it."), field="answer")
    transitions.move(
        rate,
        to=ReducedRateState.DECLINED,
        allowed=[ReducedRateState.REQUESTED],
        answer=answer.strip(),
        decided_by=actor,
    )
    _tell(rate, actions.REDUCED_DECLINED, {}, actor)


@transaction.atomic
def give_reduced_rate(
    member: Member, *, starts_on: date, ends_on: date, actor: User | None, answer: str = ""
) -> ReducedRate:
    """Grant the reduced rate to a member: on the request that waits in coin, or on a new row when none does.

    The row is saved, and the member is told by mail. Raises as `grant_reduced_rate`.
    """
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    rate = member.reduced_rates.filter(state=ReducedRateState.REQUESTED).first()
    if rate is None:
        rate = ReducedRate.objects.create(member=member)
    grant_reduced_rate(rate, starts_on=starts_on, ends_on=ends_on, actor=actor, answer=answer)
    return rate


def _check_days(starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on or ends_on <= timezone.localdate():
        raise InvalidInput(_("It ends after it begins, and after today."), field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise InvalidInput(_("It is granted for three years at most."), field="ends_on")


def _check_words(words: str, field: str) -> None:
    if len(words) > MOST_WORDS:
        raise InvalidInput(_("At most %(count)s characters.") % {"count": MOST_WORDS}, field=field)


def _tell(
    rate: ReducedRate, action: audit.Action, changes: audit.Changes, actor: User | None
) -> None:
    member = rate.member
    audit.record(
        action, rate, actor=actor, changes=changes, member_number=member.number, note=rate.answer
    )
    mails.send(
        "members.reduced_rate",
        "members/mail/reduced_rate.txt",
        {"rate": rate, "member": member, "granted": rate.state == ReducedRateState.GRANTED},
        to=member.email,
        language=member.language,
        key=f"reduced-rate:{rate.pk}",
        member_number=member.number,
    )
