"""Finds who is to be reminded of which unpaid documents on a day, and who is not, and why. Nothing is sent here.

A step of the schedule counts from the day on which a document was due. The step has come only when the movements of the
bank are known for all the days until then: nobody is reminded of a document that may have been paid. A member gets one
mail about all late documents, in the tone of the highest step that has come; after a silence, only that step is sent.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.balance import holds
from coin.billing.balance.queries import bank_known_until, with_rest
from coin.billing.enums import DocumentKind, PlanState
from coin.billing.hardship import instalments
from coin.billing.hardship.instalments import Progress
from coin.billing.models import (
    Document,
    DocumentReminder,
    DocumentReminderStep,
    PaymentPlan,
)
from coin.core.money import ZERO, cents, total
from coin.core.reminders import rounds
from coin.core.reminders.rounds import Odd
from coin.core.reminders.schedule import latest
from coin.members.models import Member

if TYPE_CHECKING:
    from coin.billing.balance.queries import DocumentWithRest

# A gift is never asked for.
KINDS = (DocumentKind.INVOICE, DocumentKind.DUES_CALL)
# A mail tells of a late instalment this many days after its due day.
GRACE_DAYS = 5


@dataclass(frozen=True)
class Due(rounds.Due):
    """One mail: every late document of a member (oldest first), and the steps that have come for some of them.

    `step` is the highest of these steps, `known_until` the last day whose bank movements are known.
    """

    kind = "billing.document_reminder"
    act = actions.DOCUMENT_REMINDED
    template = "billing/mail/document_reminder.txt"
    page = "portal:plan"
    member: Member
    step: DocumentReminderStep
    documents: Sequence["DocumentWithRest"]
    come: Sequence[tuple[int, int]]  # (document, step), each recorded once
    known_until: date

    @property
    def amount(self) -> Decimal:
        return total(cents(document.rest) for document in self.documents)

    @property
    def day(self) -> date:
        """The earliest due day of the documents."""
        return min(document.due_on for document in self.documents if document.due_on)

    @property
    def key(self) -> str:
        """The key of a mail that is sent once: these steps, about these documents, to this member."""
        steps = ",".join(f"{document}.{step}" for document, step in sorted(self.come))
        digest = hashlib.sha256(steps.encode()).hexdigest()[:16]
        return f"documents:{self.member.number}:{digest}"

    @property
    def said(self) -> str:
        """The content of the mail, in short: a mail that a volunteer read is sent only while this stays the same."""
        rests = " ".join(f"{document.number}:{document.rest}" for document in self.documents)
        return f"{self.key} {self.member.email} {rests}"


@dataclass(frozen=True)
class LateInstalments(rounds.Due):
    """One mail about the late instalments of a plan that no mail has told of yet.

    `progress` is the plan as it stands, `pks` the keys of these instalments; there is no step of a schedule.
    """

    kind = "billing.instalment_late"
    act = actions.INSTALMENT_REMINDED
    template = "billing/mail/instalment_late.txt"
    page = "portal:plan"
    member: Member
    step: None
    progress: Progress
    pks: Sequence[int]
    known_until: date

    @property
    def title(self) -> str:
        return _("Late instalments")

    @property
    def amount(self) -> Decimal:
        return self.progress.late_amount

    @property
    def day(self) -> date:
        """The day of the first instalment that is late."""
        return self.progress.late[0].instalment.due_on

    @property
    def key(self) -> str:
        return f"plan:{self.progress.plan.pk}:late:{max(self.pks)}"


@dataclass(frozen=True)
class Round(rounds.Round[Due | LateInstalments]):
    """The mails to send on a day, and the members who get none, with the reason.

    `known_until` is the last day whose bank movements are known. None: no day is known, and nobody is reminded.
    """

    known_until: date | None = None


def find(day: date, *, most: int | None = None, member: Member | None = None) -> Round:
    """Everybody who is to be reminded on `day`, or the first `most` of them, or one member. Nothing is sent or written.

    The Round also tells who gets no mail, and why. A constant number of queries.
    """
    known = bank_known_until()
    round_ = Round(known_until=known)
    if known is None:
        return round_
    until = min(day, known)
    documents = sorted(_of_documents(until, known, member), key=_order)
    for outcome in (*documents, *_of_instalments(until, known, member)):
        round_.add(outcome)
    return round_.first(most)


def _order(outcome: Due | Odd) -> tuple[int, int, int]:
    """The order of the schedule, then that of the members' numbers."""
    days, pk = (outcome.step.days, outcome.step.pk) if outcome.step else (0, 0)
    return days, pk, outcome.member.number


def _of_documents(until: date, known: date, member: Member | None) -> Iterator[Due | Odd]:
    steps: dict[str, list[DocumentReminderStep]] = defaultdict(list)
    for row in DocumentReminderStep.objects.filter(is_on=True).order_by("days"):
        steps[row.kind].append(row)
    if not steps:
        return
    by_member: dict[int, list[Any]] = defaultdict(list)
    for document in _late(until, member):
        by_member[document.member_id].append(document)
    sent = _sent([document.pk for documents in by_member.values() for document in documents])
    for documents in by_member.values():
        # The highest step that has come for each document, unless this step or a higher one was sent.
        due_steps = {
            document.pk: step
            for document in documents
            if (step := latest(steps[document.kind], (until - document.due_on).days))
            and step.days > sent.get(document.pk, -1)
        }
        if due_steps:
            yield _look(documents, due_steps, known)


def _late(until: date, member: Member | None) -> "QuerySet[Any]":
    """Documents late by that day, of members who can still be written to, each with what holds it back."""
    issued = Document.objects.issued().filter(kind__in=KINDS, due_on__lt=until)
    there = issued.filter(
        member__archived_at=None, member__erased_at=None, member__merged_into=None
    )
    if member:
        there = there.filter(member=member)
    with_holds = there.annotate(
        planned=holds.in_plan(),
        disputed=holds.disputed(),
        collected=Case(
            When(holds.being_collected(), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
    )
    rows = with_rest(with_holds).filter(rest__gt=ZERO).select_related("member")
    return rows.order_by("member__number", "due_on", "pk")


def _sent(documents: list[int]) -> dict[int, int]:
    """The days (after the due day) of the highest step that was sent about each document."""
    rows = DocumentReminder.objects.filter(document__in=documents)
    highest: dict[int, int] = {}
    for pk, days in rows.values_list("document_id", "step__days"):
        highest[pk] = max(days, highest.get(pk, -1))
    return highest


def _look(
    documents: list[Any], due_steps: dict[int, DocumentReminderStep], known: date
) -> Due | Odd:
    """The mail about a member's late documents, or the reason why the member gets none."""
    free = [document for document in documents if not _held(document)]
    to_remind = [document.pk for document in free if document.pk in due_steps]
    member = documents[0].member
    if not to_remind:
        return Odd(
            member, next(_held(document) for document in documents if document.pk in due_steps)
        )
    if not member.email:
        return Odd(member, _("No e-mail address: call or write to them."))
    step = max((due_steps[pk] for pk in to_remind), key=lambda step: step.days)
    return Due(member, step, free, [(pk, due_steps[pk].pk) for pk in to_remind], known)


def _held(document: Any) -> str:
    """Why nobody is reminded of this document now; empty when nothing holds it back."""
    if document.planned:
        return _("A payment plan is under way.")
    if document.collected:
        return _("A payment is on its way.")
    if document.disputed:
        return _("Disputed at their bank.")
    return ""


def _of_instalments(
    until: date, known: date, member: Member | None
) -> Iterator[LateInstalments | Odd]:
    plans = PaymentPlan.objects.filter(
        state=PlanState.AGREED,
        member__archived_at=None,
        instalments__reminded_at=None,
        instalments__due_on__lte=until - timedelta(days=GRACE_DAYS),
    )
    if member:
        plans = plans.filter(member=member)
    rows = plans.select_related("member").order_by("member__number").distinct()
    for progress in instalments.progress_of(rows, until).values():
        debtor = progress.plan.member
        pks = [part.instalment.pk for part in _unsaid(progress, until)]
        if pks and debtor.email:
            yield LateInstalments(debtor, None, progress, pks, known)
        elif pks:
            yield Odd(debtor, _("No e-mail address: call or write to them."))


def _unsaid(progress: Progress, until: date) -> list[instalments.Part]:
    """The late instalments, past the days of grace, that no mail has told of."""
    last = until - timedelta(days=GRACE_DAYS)
    return [
        part
        for part in progress.late
        if part.instalment.reminded_at is None and part.instalment.due_on <= last
    ]
