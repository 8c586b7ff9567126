"""Payment plans: asked for by the member, agreed on with a volunteer, kept by paying, or given up."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import actions
from coin.billing.balance import holds
from coin.billing.balance.locks import lock_member
from coin.billing.balance.queries import CLAIMS, with_rest
from coin.billing.enums import PlanState
from coin.billing.hardship import instalments
from coin.billing.hardship.instalments import Dated
from coin.billing.models import Document, Instalment, PaymentPlan, PlanRequest
from coin.core import audit, mails, transitions
from coin.core.errors import DomainError, InvalidInput
from coin.core.mail_kinds import name_kind
from coin.core.money import ZERO, cents, euros, total
from coin.members.models import Member, User

if TYPE_CHECKING:
    from coin.billing.balance.queries import DocumentWithRest

MOST_INSTALMENTS = 60
LONGEST = timedelta(days=5 * 366)
MOST_WORDS = 2000
NOTE_LENGTH = 250
AGREED, ANSWERED = "billing.plan_agreed", "billing.plan_answered"
name_kind(AGREED, gettext_lazy("Payment plan"))
name_kind(ANSWERED, gettext_lazy("Answer about a payment plan"))


def open_documents(member: Member) -> "list[DocumentWithRest]":
    """The documents that a plan may be about: issued, not wholly paid, not being collected; oldest first. One query."""
    issued = Document.objects.issued().filter(member=member, kind__in=CLAIMS)
    unpaid = with_rest(issued.exclude(holds.being_collected())).filter(rest__gt=ZERO)
    return list(unpaid.order_by("issued_on", "pk"))


@transaction.atomic
def ask_plan(member: Member, *, words: str, actor: User | None) -> PlanRequest:
    """Record that the member asks for a plan, in their own words.

    Raises DomainError when a request waits or a plan is under way already, InvalidInput on `words` when they are empty
    or over 2000 characters.
    """
    words = _checked_words(words, "words")
    member = lock_member(member.pk)
    if member.plan_requests.filter(answered_at=None).exists():
        raise DomainError(_("Your request waits for an answer already."))
    if _has_plan(member):
        raise DomainError(_("A payment plan is under way already."))
    request = PlanRequest.objects.create(member=member, words=words)
    audit.record(actions.PLAN_ASKED, request, actor=actor, member_number=member.number)
    return request


@transaction.atomic
def answer_request(request: PlanRequest, *, answer: str, actor: User | None) -> None:
    """Answer a request in words, without a plan. The member gets the answer by mail.

    Raises DomainError when the request was answered meanwhile, InvalidInput on `answer` when it is empty or over 2000
    characters.
    """
    answer = _checked_words(answer, "answer")
    _close(request, actor, answer=answer)
    audit.record(
        actions.PLAN_ANSWERED,
        request,
        actor=actor,
        member_number=request.member.number,
        note=answer,
    )
    _send(ANSWERED, request.member, {"request": request}, key=f"plan-request:{request.pk}")


@transaction.atomic
def agree_plan(
    member: Member,
    *,
    documents: Sequence[int],
    dated: Sequence[Dated],
    actor: User | None,
    note: str = "",
) -> PaymentPlan:
    """Agree on the instalments of a plan: `dated` holds their days and amounts (euros), `documents` the primary keys.

    The member is told by mail; the plan answers the request that they made in the portal. Raises InvalidInput on
    `documents` when one of them may not be in a plan (`open_documents`) or an older unpaid one is left out, on `dated`
    as `check_instalments` does, on `note` over 250 characters, and DomainError while another plan is under way, or for
    an archived member.
    """
    if len(note) > NOTE_LENGTH:
        raise InvalidInput(
            _("At most %(count)s characters.") % {"count": NOTE_LENGTH}, field="note"
        )
    member = lock_member(member.pk)
    if member.archived_at:
        raise DomainError(_("This member is archived."))
    if _has_plan(member):
        raise DomainError(_("A payment plan is under way already."))
    chosen = _chosen(member, documents)
    check_instalments(dated, total(cents(document.rest) for document in chosen))
    plan = PaymentPlan.objects.create(
        member=member, agreed_on=timezone.localdate(), agreed_by=actor, note=note.strip()
    )
    plan.documents.set(chosen)
    Instalment.objects.bulk_create(
        [Instalment(plan=plan, due_on=day, amount=amount) for day, amount in dated]
    )
    for request in member.plan_requests.filter(answered_at=None):
        _close(request, actor, plan=plan)
    audit.record(
        actions.PLAN_AGREED,
        plan,
        actor=actor,
        changes={
            "documents": (None, ", ".join(str(document) for document in chosen)),
            "instalments": (None, ", ".join(f"{euros(amount)} {day}" for day, amount in dated)),
        },
        member_number=member.number,
        note=plan.note,
    )
    context = {"plan": plan, "documents": chosen, "progress": instalments.progress(plan)}
    _send(AGREED, member, context, key=f"plan:{plan.pk}:agreed")
    return plan


@transaction.atomic
def give_up_plan(plan: PaymentPlan, *, reason: str, actor: User | None) -> None:
    """End a plan before it is kept: its documents are due again as they were.

    Raises TransitionRefused when the plan is over already, InvalidInput on `reason` when it is empty or over 250
    characters.
    """
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("Say why."), field="reason")
    if len(reason) > NOTE_LENGTH:
        words = _("At most %(count)s characters.") % {"count": NOTE_LENGTH}
        raise InvalidInput(words, field="reason")
    lock_member(plan.member_id)
    transitions.move(
        plan,
        to=PlanState.BROKEN,
        allowed=[PlanState.AGREED],
        ended_on=timezone.localdate(),
        end_reason=reason,
    )
    audit.record(
        actions.PLAN_BROKEN, plan, actor=actor, member_number=plan.member.number, note=reason
    )


def check_instalments(dated: Sequence[Dated], owed: Decimal) -> None:
    """Raise InvalidInput on `dated` unless its days are in order from today on and its amounts add up to `owed`.

    `owed` is in euros, and amounts are whole cents above zero. There are at most 60 instalments, within five years.
    """
    if not 1 <= len(dated) <= MOST_INSTALMENTS:
        words = _("Between one and %(count)s instalments.") % {"count": MOST_INSTALMENTS}
        raise InvalidInput(words, field="dated")
    days = [day for day, _amount in dated]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise InvalidInput(_("The days of the instalments follow one another."), field="dated")
    today = timezone.localdate()
    if days[0] < today:
        raise InvalidInput(_("The first instalment is not in the past."), field="dated")
    if days[-1] > today + LONGEST:
        raise InvalidInput(_("A plan lasts five years at most."), field="dated")
    if any(not amount.is_finite() or amount <= 0 for _day, amount in dated):
        raise InvalidInput(_("An instalment is more than nothing."), field="dated")
    if any(amount != cents(amount) for _day, amount in dated):
        raise InvalidInput(_("Amounts are in euros and cents."), field="dated")
    whole = total(amount for _day, amount in dated)
    if whole != owed:
        words = _("The instalments make %(sum)s, and %(owed)s is left to pay on these documents.")
        raise InvalidInput(words % {"sum": euros(whole), "owed": euros(owed)}, field="dated")


def _chosen(member: Member, pks: Sequence[int]) -> "list[DocumentWithRest]":
    """The member's documents with these keys, the oldest first.

    Raises InvalidInput on `documents` when none is chosen, when one is not among `open_documents`, or when one older
    than the newest chosen is left out: payments go to the oldest first.
    """
    known = open_documents(member)
    chosen = [document for document in known if document.pk in set(pks)]
    if not chosen or len(chosen) != len(set(pks)):
        raise InvalidInput(
            _("Choose documents of this member that are not paid and not being collected."),
            field="documents",
        )
    older = known[: known.index(chosen[-1])]
    if left_out := [str(document) for document in older if document not in chosen]:
        words = _("Payments go to the oldest documents first: %(numbers)s must be in the plan too.")
        raise InvalidInput(words % {"numbers": ", ".join(left_out)}, field="documents")
    return chosen


def _has_plan(member: Member) -> bool:
    return PaymentPlan.objects.filter(member=member, state=PlanState.AGREED).exists()


def _close(
    request: PlanRequest, actor: User | None, *, plan: PaymentPlan | None = None, answer: str = ""
) -> None:
    values = {"answered_at": timezone.now(), "answered_by": actor, "plan": plan, "answer": answer}
    # One conditional UPDATE: of two volunteers who answer at once, the second is refused.
    if not PlanRequest.objects.filter(pk=request.pk, answered_at=None).update(**values):
        raise DomainError(_("This request was answered already."))
    for name, value in values.items():
        setattr(request, name, value)


def _checked_words(words: str, field: str) -> str:
    words = words.strip()
    if not words:
        raise InvalidInput(_("Write a few words."), field=field)
    if len(words) > MOST_WORDS:
        raise InvalidInput(_("At most %(count)s characters.") % {"count": MOST_WORDS}, field=field)
    return words


def _send(kind: str, member: Member, context: dict[str, object], *, key: str) -> None:
    mails.send(
        kind,
        f"billing/mail/{kind.partition('.')[2]}.txt",
        {"member": member, "link": settings.COIN_URL + reverse("portal:plan"), **context},
        to=member.email,
        language=member.language,
        key=key,
        member_number=member.number,
    )
