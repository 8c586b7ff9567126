"""Volunteers decide on requests to join: they ask for more, decline, or approve."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError
from coin.core.transitions import move
from coin.members import actions
from coin.members.dues.reduced_rates import (
    ask_reduced_rate,
    decline_reduced_rate,
    grant_reduced_rate,
)
from coin.members.dues.services import open_dues_period
from coin.members.enums import ApplicationState, MemberKind
from coin.members.joining import questions
from coin.members.joining.services import checked_text, tell
from coin.members.models import Application, ApplicationMessage, DuesPeriod, Member, User
from coin.members.people.accounts import add_representative, set_up_account
from coin.members.people.services import create_member
from coin.members.sign_in import invitations
from coin.members.sign_in.logins import suggest_login

WAITING = (ApplicationState.SUBMITTED, ApplicationState.QUESTIONED)
OF_EVERYBODY = "email phone street postal_code city country language"
GIVEN = {
    MemberKind.PERSON: f"first_name last_name pseudonym birth_on birth_place {OF_EVERYBODY}",
    # The person who wrote for an organisation is not in its record: their account has the name.
    MemberKind.ORGANISATION: f"organisation_name legal_form siren rna {OF_EVERYBODY}",
}


@transaction.atomic
def ask_candidate(application: Application, *, question: str, actor: User | None) -> None:
    """Ask the candidate a question by mail; they answer on their page.

    Raises InvalidInput on `question` (empty or too long), TransitionRefused when the request does not wait for a
    decision.
    """
    text = checked_text(question, field="question")
    move(application, to=ApplicationState.QUESTIONED, allowed=WAITING, moved_at=timezone.now())
    message = ApplicationMessage.objects.create(
        application=application, by_candidate=False, author=actor, text=text
    )
    audit.record(actions.APPLICATION_QUESTIONED, application, actor=actor)
    tell(application, "join_question", {"question": text}, about=f":{message.pk}")


@transaction.atomic
def decline_application(application: Application, *, reason: str, actor: User | None) -> None:
    """Decline a request. The candidate reads `reason` by mail; the journal does not hold it.

    Raises InvalidInput on `reason` (empty or too long), TransitionRefused when the request does not wait for a
    decision.
    """
    checked = checked_text(reason, field="reason")
    _decide(application, ApplicationState.DECLINED, actor, reason=checked)
    audit.record(actions.APPLICATION_DECLINED, application, actor=actor)
    tell(application, "join_declined")


@transaction.atomic
def approve(
    application: Application,
    *,
    actor: User | None,
    reduced_until: date | None = None,
    answer: str = "",
) -> Member:
    """Make the candidate a member: record, account, first dues (from today, to be paid), mail. All of it or nothing.

    When they ask for the reduced rate, `reduced_until` grants it until that day (exclusive) at the amount they typed;
    without `reduced_until` they are asked the plan's minimum, and `answer` says why. A person who already has an
    account with this e-mail acts for the new member with it; anybody else gets an account without a password, and a
    link to set one. Raises TransitionRefused when the request is already decided or not confirmed, InvalidInput on
    `ends_on` (for `reduced_until`), `answer` or the fields of `create_member` and `open_dues_period`, DomainError when
    the account of this e-mail is closed.
    """
    # First: of two volunteers at once, the second waits here and is refused before a member is made.
    _decide(application, ApplicationState.APPROVED, actor)
    member = create_member(actor=actor, kind=application.kind, **_fields(application))
    application.member = member
    application.save(update_fields=["member"])
    audit.record(
        actions.APPLICATION_APPROVED, application, actor=actor, member_number=member.number
    )
    user = _account(application, member, actor)
    _answer_reduced_rate(application, member, reduced_until, answer, actor)
    period = open_dues_period(
        member,
        plan=application.plan,
        starts_on=timezone.localdate(),
        amount=questions.amount_asked(application, is_reduced=reduced_until is not None),
        gift=application.gift,
        actor=actor,
    )
    _welcome(application, user, period)
    return member


@transaction.atomic
def send_candidate_link(application: Application, *, actor: User | None) -> bool:
    """Mail another link to set the password, once an hour at most.

    Returns False when no link is due: the request is not approved, or the account is gone or has a password.
    """
    user = questions.account_of(application)
    if application.state != ApplicationState.APPROVED or user is None or user.has_usable_password():
        return False
    # The hour is part of the mail's key, which is sent once.
    hour = f":{timezone.now():%Y-%m-%dT%H}"
    tell(application, "join_password", {"link": invitations.link_for(user)}, about=hour)
    return True


def _decide(
    application: Application,
    state: ApplicationState,
    actor: User | None,
    *,
    reason: str = "",
) -> None:
    """Move a request that waits to its last state. Of two volunteers at once, the second is refused.

    An unconfirmed request cannot be decided: it is erased by itself.
    """
    now = timezone.now()
    move(
        application,
        to=state,
        allowed=WAITING,
        decided_at=now,
        moved_at=now,
        decided_by=actor,
        reason=reason,
    )


def _fields(application: Application) -> dict[str, Any]:
    names = GIVEN[MemberKind(application.kind)].split()
    return {name: getattr(application, name) for name in names}


def _account(application: Application, member: Member, actor: User | None) -> User:
    user = questions.account_of(application)
    if user is None:
        return set_up_account(
            member,
            login=suggest_login(application.person),
            email=application.email,
            name=application.person,
            actor=actor,
        )
    if not user.is_active:
        raise DomainError(
            _("The account %(login)s bears this e-mail and is closed: open it again first.")
            % {"login": user.login}
        )
    add_representative(member, user, actor=actor)
    return user


def _answer_reduced_rate(
    application: Application,
    member: Member,
    until: date | None,
    answer: str,
    actor: User | None,
) -> None:
    """Put the request for the reduced rate on the member's record, granted until `until` or, when None, declined."""
    if not application.wants_reduced:
        return
    rate = ask_reduced_rate(member, words=application.words, actor=actor)
    if until is None:
        decline_reduced_rate(rate, answer=answer, actor=actor)
        return
    today = timezone.localdate()
    grant_reduced_rate(rate, starts_on=today, ends_on=until, answer=answer, actor=actor)


def _welcome(application: Application, user: User, period: DuesPeriod) -> None:
    is_new = not user.has_usable_password()
    context = {
        "member": period.member,
        "period": period,
        "user": user,
        "link": invitations.link_for(user) if is_new else "",
        "days": invitations.LASTS.days,
    }
    tell(application, "join_approved", context)
