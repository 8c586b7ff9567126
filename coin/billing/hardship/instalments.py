"""Payment plans as they stand on a day. The paid part of an instalment is derived from the rest of the documents."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from coin.billing.balance.queries import with_rest
from coin.billing.enums import InstalmentStatus, PlanState
from coin.billing.models import Document, Instalment, PaymentPlan
from coin.core.money import ZERO, cents, share_out, total
from coin.members.models import Member

Dated = tuple[date, Decimal]


@dataclass(frozen=True)
class Part:
    """One instalment, the amount that is left to pay on it, and its InstalmentStatus."""

    instalment: Instalment
    left: Decimal
    status: str

    @property
    def paid(self) -> Decimal:
        return self.instalment.amount - self.left


@dataclass(frozen=True)
class Progress:
    """A plan on a day. `left` is the rest to pay of its documents."""

    plan: PaymentPlan
    parts: Sequence[Part]
    left: Decimal

    @property
    def total(self) -> Decimal:
        return total(part.instalment.amount for part in self.parts)

    @property
    def paid(self) -> Decimal:
        return total(part.paid for part in self.parts)

    @property
    def late(self) -> list[Part]:
        return [part for part in self.parts if part.status == InstalmentStatus.LATE]

    @property
    def late_amount(self) -> Decimal:
        return total(part.left for part in self.late)

    @property
    def next(self) -> Part | None:
        """The first instalment that is not wholly paid."""
        return next((part for part in self.parts if part.left), None)

    @property
    def to_pay_now(self) -> Decimal:
        """The amount that is late, or else the rest of the next instalment."""
        if self.late:
            return self.late_amount
        return self.next.left if self.next else ZERO


def equal_instalments(amount: Decimal, count: int, first: date) -> list[Dated]:
    """`amount` in `count` parts, one a month from the day `first` on; the first parts bear the cents left over.

    A month without that day has its instalment on its last day. Days with amounts, in order; nothing is saved.
    """
    parts = share_out(amount, [1] * count)
    return [(first + relativedelta(months=rank), part) for rank, part in enumerate(parts)]


def progress_of(plans: Iterable[PaymentPlan], day: date | None = None) -> dict[int, Progress]:
    """How each plan stands on `day` (today), by its pk. Three queries, whatever the number of plans."""
    today = day or timezone.localdate()
    rows = {plan.pk: plan for plan in plans}
    left = _left(list(rows))
    parts: dict[int, list[Instalment]] = defaultdict(list)
    for instalment in Instalment.objects.filter(plan__in=rows).order_by("due_on"):
        parts[instalment.plan_id].append(instalment)
    return {pk: _progress(plan, parts[pk], left[pk], today) for pk, plan in rows.items()}


def progress(plan: PaymentPlan, day: date | None = None) -> Progress:
    """`progress_of` one plan."""
    return progress_of([plan], day)[plan.pk]


def under_way(member: Member, day: date | None = None) -> Progress | None:
    """The member's plan, if one is under way. None otherwise. `day` is today by default."""
    plan = PaymentPlan.objects.filter(member=member, state=PlanState.AGREED).first()
    return progress(plan, day) if plan else None


def _left(plans: list[int]) -> dict[int, Decimal]:
    """The rest to pay of the documents of each plan. Two queries. By the plan's key, in euros."""
    links = PaymentPlan.documents.through._default_manager.filter(paymentplan__in=plans)
    pairs = list(links.values_list("paymentplan_id", "document_id"))
    documents = with_rest(Document.objects.filter(pk__in={document for _plan, document in pairs}))
    rests = {document.pk: max(ZERO, cents(document.rest)) for document in documents}
    left: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for plan, document in pairs:
        left[plan] += rests.get(document, ZERO)
    return left


def _progress(
    plan: PaymentPlan, instalments: list[Instalment], left: Decimal, today: date
) -> Progress:
    whole = total(instalment.amount for instalment in instalments)
    paid = min(max(ZERO, whole - left), whole)
    parts: list[Part] = []
    # The money that came fills the instalments one after the other, the earliest first.
    for instalment in instalments:
        taken = min(instalment.amount, paid)
        paid -= taken
        rest = instalment.amount - taken
        parts.append(Part(instalment, rest, _status(plan, instalment, rest, parts, today)))
    return Progress(plan, parts, left)


def _status(
    plan: PaymentPlan, instalment: Instalment, rest: Decimal, before: list[Part], today: date
) -> str:
    if not rest:
        return InstalmentStatus.PAID
    if plan.state == PlanState.BROKEN:
        return InstalmentStatus.DROPPED
    if instalment.due_on < today:
        return InstalmentStatus.LATE
    if any(earlier.status == InstalmentStatus.NEXT for earlier in before):
        return InstalmentStatus.TO_COME
    return InstalmentStatus.NEXT
