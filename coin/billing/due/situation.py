"""What the database holds about a batch of members and a month, read in a constant number of queries."""

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from coin.billing.due import promises, terms
from coin.billing.due.differences import Comparison
from coin.billing.due.lines import Charge, Place, call_for_dues
from coin.billing.enums import DocumentKind, DocumentState, LineItem
from coin.billing.models import Document, Line
from coin.billing.pro_rata import Period
from coin.core.money import ZERO
from coin.members.models import DuesPeriod
from coin.subscriptions.models import Share, Subscription

Batch = list[int]


@dataclass(frozen=True)
class Draft:
    """A draft that exists, and those of its lines that a reconciliation wrote."""

    document: Document
    lines: list[Line]


def candidates(month: Period) -> Batch:
    """The primary keys of members whom the month may concern, in order: a few queries whatever their number.

    They hold or share a subscription that was active before the end of the month and did not end before the days looked
    back to (promises.looked_back_to), or whose price or split was set since; were billed for one since that day; are
    owed a deposit; have unpaid dues that begin before the end of the month; or have any draft.
    """
    since = promises.looked_back_to(month)
    runs = Q(ended_on=None) | Q(ended_on__gt=since)
    live = Subscription.objects.filter(Q(active_on__lt=month.end) & runs | promises.touched(since))
    lines = Line.objects.filter(subscription__isnull=False, is_cancelled=False)
    called = DuesPeriod.objects.filter(paid_on=None, starts_on__lt=month.end)
    member_keys = (
        live.values_list("member_id", flat=True),
        Share.objects.filter(split__subscription__in=live.values("pk")).values_list(
            "member_id", flat=True
        ),
        lines.filter(period_end__gt=since).values_list("document__member_id", flat=True),
        _deposits_to_give_back(lines, month),
        called.values_list("member_id", flat=True),
        Document.objects.drafts().values_list("member_id", flat=True),
    )
    return sorted({pk for keys in member_keys for pk in keys.order_by().distinct()})


def _deposits_to_give_back(lines: "QuerySet[Line]", month: Period) -> "QuerySet[Line, int]":
    back = lines.filter(item=LineItem.DEPOSIT, subscription__deposit_back_on__lt=month.end)
    owed = back.values("document__member_id").annotate(left=Sum("amount")).filter(left__gt=0)
    return owed.values_list("document__member_id", flat=True)


@dataclass(frozen=True)
class Due:
    """Every line that should stand on a draft now, by the place of that draft (member, kind, and what it is about).

    `costs` is the cost of each member's subscriptions in this run, `before` their cost in the last run that billed the
    same subscriptions: monthly lines only, in euros, by the member's key.
    """

    charges: dict[Place, list[Charge]] = field(default_factory=lambda: defaultdict(list))
    costs: dict[int, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    before: dict[int, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))


def what_is_due(batch: Batch, month: Period, compares: Container[int] = ()) -> Due:
    """Compare promises with what was billed, for every member of the batch (primary keys). Nothing is written.

    `compares` holds the terms, in months, whose last run billed something: the others have nothing to compare with.
    """
    due = Due()
    for period in _uncalled_dues(batch, month):
        place = Place(period.member_id, DocumentKind.DUES_CALL, period.pk)
        due.charges[place].extend(call_for_dues(period))
    members = set(batch)
    for known in promises.of_members(batch, month):
        comparison = Comparison(known.course, known.lines, month, members)
        for place, charge in comparison.charges(known.since):
            due.charges[place].append(charge)
            if charge.item == LineItem.MONTHLY:
                due.costs[place.member_id] += charge.amount
        _compare(due, comparison, members, compares)
    return due


def _compare(
    due: Due, comparison: Comparison, members: Container[int], compares: Container[int]
) -> None:
    """Add what was billed already to `due`: of the current term period into `costs`, of the one before into `before`.

    Only monthly lines of `members` (primary keys) count. `compares` holds the terms, in months, that have a last time
    to compare with: other terms add nothing into `before`.
    """
    current, subscription = comparison.current, comparison.subscription
    if current is None:
        return
    last = terms.period_before(subscription, current)
    for line in comparison.lines:
        if not line.is_monthly or line.member_id not in members:
            continue
        if current.holds(line.period.start):
            due.costs[line.member_id] += line.amount
        elif last.holds(line.period.start) and terms.months_of_term(subscription) in compares:
            due.before[line.member_id] += line.amount


def drafts(batch: Batch, month: Period) -> dict[Place, Draft]:
    """The drafts of the batch (members' keys) that a reconciliation of this month may rewrite, by place.

    They are the invoices and credit notes that runs of this month drafted, and the drafted calls for dues that begin
    before its end, in whatever month. A place is member, kind, and the dues period or the corrected document. Lines
    that a volunteer added are left out, and stay.
    """
    return _drafts_of(
        Q(subscription__isnull=False, document__period_start=month.start)
        | Q(dues_period__isnull=False, dues_period__starts_on__lt=month.end),
        document__member_id__in=batch,
    )


def draft_of_dues(period: DuesPeriod) -> Draft | None:
    """The draft of the call for one period, if there is one."""
    return next(iter(_drafts_of(Q(dues_period=period)).values()), None)


def _drafts_of(condition: Q, **batch: Batch) -> dict[Place, Draft]:
    rows = Line.objects.filter(condition, document__state=DocumentState.DRAFT, **batch)
    lines = rows.select_related("document").order_by("document_id", "position", "pk")
    by_place: dict[Place, Draft] = {}
    for line in lines:
        document = line.document
        about = line.dues_period_id or document.corrects_id
        place = Place(document.member_id, document.kind, about)
        by_place.setdefault(place, Draft(document, [])).lines.append(line)
    return by_place


def _uncalled_dues(batch: Batch, month: Period) -> list[DuesPeriod]:
    """The uncalled dues of the batch that begin before the end of the month."""
    rows = uncalled_dues().filter(member_id__in=batch, starts_on__lt=month.end)
    return list(rows.select_related("plan").order_by("starts_on"))


def uncalled_dues() -> "QuerySet[DuesPeriod]":
    """Unpaid dues that ask for money and have no issued call in force, unless their member left by their first day."""
    called = Line.objects.filter(
        dues_period=OuterRef("pk"),
        is_cancelled=False,
        document__state=DocumentState.ISSUED,
    )
    return DuesPeriod.objects.filter(
        Q(amount__gt=0) | Q(entry_fee__gt=0) | Q(gift__gt=0),
        Q(member__left_on=None) | Q(member__left_on__gt=F("starts_on")),
        Q(member__excluded_on=None) | Q(member__excluded_on__gt=F("starts_on")),
        ~Exists(called),
        paid_on=None,
    )
