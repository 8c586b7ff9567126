"""Who is to be reminded of unpaid documents on a day, of what, and who is not and why. Nothing is sent here.

A step of the schedule counts from the day by which a document was to be paid. It has come only when the bank is known
for all the days until then: nobody is reminded of what may have been paid. A member gets one mail about all that is
late, in the tone of the highest step that has come; after a silence, only that step is sent.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zlib import crc32

from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.utils.translation import gettext as _

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
from coin.members.models import Member

if TYPE_CHECKING:
    from coin.billing.balance.queries import DocumentWithRest

# A gift is never asked for.
KINDS = (DocumentKind.INVOICE, DocumentKind.DUES_CALL)
# An instalment is said to be late so many days after its own.
GRACE_DAYS = 5


@dataclass(frozen=True)
class Due:
    """One mail: every late document of a member (oldest first), and the steps that have come for some of them."""

    member: Member
    step: DocumentReminderStep
    documents: Sequence["DocumentWithRest"]
    come: Sequence[tuple[int, int]]  # (document, step), each recorded once

    @property
    def amount(self) -> Decimal:
        return total(cents(one.rest) for one in self.documents)

    @property
    def since(self) -> date:
        """The first day by which something of it was to be paid."""
        return min(one.due_on for one in self.documents if one.due_on)

    @property
    def key(self) -> str:
        """What is said once: these steps, about these documents, to this member."""
        said = ",".join(f"{document}.{step}" for document, step in sorted(self.come))
        digest = hashlib.sha256(said.encode()).hexdigest()[:16]
        return f"documents:{self.member.number}:{digest}"

    @property
    def said(self) -> str:
        """All that the mail says, so that whoever pays meanwhile is not written to."""
        rests = " ".join(f"{one.number}:{one.rest}" for one in self.documents)
        return f"{self.key} {self.member.email} {rests}"


@dataclass(frozen=True)
class LateInstalments:
    """One mail: the instalments of a plan that are late and of which nothing was said yet."""

    progress: Progress
    pks: Sequence[int]

    @property
    def member(self) -> Member:
        return self.progress.plan.member

    @property
    def amount(self) -> Decimal:
        return self.progress.late_amount

    @property
    def key(self) -> str:
        return f"plan:{self.progress.plan.pk}:late:{max(self.pks)}"

    @property
    def said(self) -> str:
        return f"{self.key} {self.member.email} {self.amount}"


@dataclass(frozen=True)
class Odd:
    """Somebody whom the schedule would remind now, and why they are not."""

    member: Member
    reason: str


@dataclass(frozen=True)
class Round:
    """What is to be sent on a day, in the schedule's order, and what is not. `more`: mails not shown yet."""

    known_until: date | None
    due: list[Due] = field(default_factory=list)
    instalments: list[LateInstalments] = field(default_factory=list)
    odd: list[Odd] = field(default_factory=list)
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.due) + len(self.instalments)

    @property
    def mails(self) -> "list[Due | LateInstalments]":
        return [*self.due, *self.instalments]

    @property
    def fingerprint(self) -> int:
        """A number that changes with whoever is written to and what they are told; 0 for nobody."""
        said = [one.said for one in self.mails]
        return crc32("\n".join(said).encode()) if said else 0


def find(day: date, *, most: int | None = None, member: Member | None = None) -> Round:
    """Everybody who is to be reminded on `day`, or the first `most` of them, or one member. A constant number of
    queries."""
    known = bank_known_until()
    if known is None:
        return Round(None)
    until = min(day, known)
    due, odd = _documents_round(until, member)
    late, silent = _instalments_round(until, member)
    found = Round(known, due, late, [*odd, *silent])
    return found if most is None else _first(found, most)


def _first(found: Round, most: int) -> Round:
    due = found.due[:most]
    late = found.instalments[: max(0, most - len(due))]
    return replace(found, due=due, instalments=late, more=found.count - len(due) - len(late))


def _documents_round(until: date, member: Member | None) -> tuple[list[Due], list[Odd]]:
    steps: dict[str, list[DocumentReminderStep]] = defaultdict(list)
    for step in DocumentReminderStep.objects.filter(is_on=True).order_by("days"):
        steps[step.kind].append(step)
    if not steps:
        return [], []
    by_member: dict[int, list[Any]] = defaultdict(list)
    for document in _late(until, member):
        by_member[document.member_id].append(document)
    sent = _sent([one.pk for rows in by_member.values() for one in rows])
    due: list[Due] = []
    odd: list[Odd] = []
    for rows in by_member.values():
        found = _look(rows, steps, sent, until)
        if isinstance(found, Due):
            due.append(found)
        elif found:
            odd.append(found)
    due.sort(key=lambda one: (one.step.days, one.step.pk, one.member.number))
    return due, odd


def _late(until: date, member: Member | None) -> "QuerySet[Any]":
    """Unpaid documents late by that day, of members who are still there to be written to, with what holds each."""
    issued = Document.objects.issued().filter(kind__in=KINDS, due_on__lt=until)
    there = issued.filter(
        member__archived_at=None, member__erased_at=None, member__merged_into=None
    )
    if member:
        there = there.filter(member=member)
    held = there.annotate(
        planned=holds.in_plan(),
        disputed=holds.disputed(),
        collected=Case(
            When(holds.being_collected(), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
    )
    rows = with_rest(held).filter(rest__gt=ZERO).select_related("member")
    return rows.order_by("member__number", "due_on", "pk")


def _sent(documents: list[int]) -> dict[int, int]:
    """The days of the highest step that was sent about each document."""
    rows = DocumentReminder.objects.filter(document__in=documents)
    highest: dict[int, int] = {}
    for pk, days in rows.values_list("document_id", "step__days"):
        highest[pk] = max(days, highest.get(pk, -1))
    return highest


def _look(
    rows: list[Any],
    steps: dict[str, list[DocumentReminderStep]],
    sent: dict[int, int],
    until: date,
) -> Due | Odd | None:
    free = [one for one in rows if not _held(one)]
    come = {one.pk: step for one in rows if (step := _come(one, steps[one.kind], sent, until))}
    if not come:
        return None
    mine = [(one.pk, come[one.pk].pk) for one in free if one.pk in come]
    member = rows[0].member
    if not mine:
        return Odd(member, next(_held(one) for one in rows if one.pk in come))
    if not member.email:
        return Odd(member, _("No e-mail address: call or write to them."))
    step = max((come[pk] for pk, _step in mine), key=lambda one: one.days)
    return Due(member, step, free, mine)


def _come(
    document: Any, steps: Iterable[DocumentReminderStep], sent: dict[int, int], until: date
) -> DocumentReminderStep | None:
    """The highest step that has come for a document, unless it or a higher one was sent."""
    late = (until - document.due_on).days
    come = [step for step in steps if step.days <= late]
    return come[-1] if come and come[-1].days > sent.get(document.pk, -1) else None


def _held(document: Any) -> str:
    """Why nobody is reminded of this document now; empty when they are."""
    if document.planned:
        return _("A payment plan is under way.")
    if document.collected:
        return _("A payment is on its way.")
    if document.disputed:
        return _("Disputed at their bank.")
    return ""


def _instalments_round(
    until: date, member: Member | None
) -> tuple[list[LateInstalments], list[Odd]]:
    plans = PaymentPlan.objects.filter(
        state=PlanState.AGREED,
        member__archived_at=None,
        instalments__reminded_at=None,
        instalments__due_on__lte=until - timedelta(days=GRACE_DAYS),
    )
    if member:
        plans = plans.filter(member=member)
    rows = plans.select_related("member").order_by("member__number").distinct()
    due: list[LateInstalments] = []
    odd: list[Odd] = []
    for one in instalments.progress_of(rows, until).values():
        pks = [part.instalment.pk for part in _unsaid(one, until)]
        if pks and not one.plan.member.email:
            odd.append(Odd(one.plan.member, _("No e-mail address: call or write to them.")))
        elif pks:
            due.append(LateInstalments(one, pks))
    return due, odd


def _unsaid(progress: Progress, until: date) -> list[instalments.Part]:
    last = until - timedelta(days=GRACE_DAYS)
    return [
        part
        for part in progress.late
        if part.instalment.reminded_at is None and part.instalment.due_on <= last
    ]
