"""What the database holds about a batch of members and a month, read in a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from coin.billing.due import Charge, Place, call_for_dues, subscription_charges
from coin.billing.enums import DocumentKind, DocumentState, LineItem
from coin.billing.models import Document, Line
from coin.billing.pro_rata import Period, previous
from coin.core.money import ZERO, cents, total
from coin.members.models import DuesPeriod
from coin.subscriptions.models import Subscription

Batch = list[int]


@dataclass(frozen=True)
class Draft:
    """A draft that exists, and those of its lines that a reconciliation wrote."""

    document: Document
    lines: list[Line]


def candidates(month: Period) -> Batch:
    """The members whom the month may concern, in order: four queries whatever their number."""
    works = Q(active_on__lt=month.end) & (Q(ended_on=None) | Q(ended_on__gt=month.start))
    subscribed = Subscription.objects.filter(works).values_list("member_id", flat=True)
    billed = Line.objects.filter(
        subscription__isnull=False,
        is_cancelled=False,
        period_start__gte=previous(month).start,
        period_start__lt=month.end,
    )
    called = DuesPeriod.objects.filter(paid_on=None, starts_on__lt=month.end)
    drafted = Document.objects.drafts().values_list("member_id", flat=True)
    return sorted(
        {
            *subscribed,
            *billed.values_list("subscription__member_id", flat=True),
            *called.values_list("member_id", flat=True),
            *drafted,
        }
    )


@dataclass(frozen=True)
class Due:
    """Every line that should stand on a draft now, and what each member's subscriptions cost for the whole month."""

    charges: dict[Place, list[Charge]] = field(default_factory=lambda: defaultdict(list))
    costs: dict[int, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))


def what_is_due(batch: Batch, month: Period) -> Due:
    """Compare promises with what was billed, for every member of the batch."""
    due = Due()
    for period in _uncalled_dues(batch, month):
        place = Place(period.member_id, DocumentKind.DUES_CALL, period.pk)
        due.charges[place].extend(call_for_dues(period))
    billed = billed_lines(batch, month)
    for subscription in _subscriptions(batch, month, list(billed)):
        lines = billed.get(subscription.pk, [])
        due.costs[subscription.member_id] += total(
            line.amount for line in lines if month.start <= line.period_start < month.end
        )
        for place, charge in subscription_charges(subscription, month, lines):
            due.charges[place].append(charge)
            due.costs[subscription.member_id] += charge.amount
    return due


def billed_lines(batch: Batch, month: Period) -> dict[int, list[Line]]:
    """What counts as billed for the month, and set-up fees of any month, by subscription; the month's drafts apart."""
    lines = Line.objects.filter(subscription__member_id__in=batch, is_cancelled=False).filter(
        Q(item=LineItem.SETUP)
        | Q(item=LineItem.MONTHLY, period_start__gte=month.start, period_start__lt=month.end)
    )
    apart = Q(document__state=DocumentState.DRAFT, document__period_start=month.start)
    billed: dict[int, list[Line]] = defaultdict(list)
    for line in lines.exclude(apart).order_by("pk"):
        billed[line.subscription_id or 0].append(line)
    return billed


def drafts(batch: Batch, month: Period) -> dict[Place, Draft]:
    """The drafts that reconciliations of this month made. Lines that a volunteer added are left out, and alone."""
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
    found: dict[Place, Draft] = {}
    for line in lines:
        document = line.document
        about = line.dues_period_id or document.corrects_id
        place = Place(document.member_id, document.kind, about)
        found.setdefault(place, Draft(document, [])).lines.append(line)
    return found


def billed_in(batch: Batch, month: Period) -> dict[int, Decimal]:
    """What each member was billed for subscriptions in a month, drafts included."""
    sums = (
        Line.objects.filter(
            subscription__member_id__in=batch,
            is_cancelled=False,
            period_start__gte=month.start,
            period_start__lt=month.end,
        )
        .values("subscription__member_id")
        .annotate(billed=Sum("amount"))
    )
    return {row["subscription__member_id"]: cents(row["billed"] or ZERO) for row in sums}


def _subscriptions(batch: Batch, month: Period, billed: list[int]) -> list[Subscription]:
    works = Q(active_on__lt=month.end) & (Q(ended_on=None) | Q(ended_on__gt=month.start))
    rows = Subscription.objects.filter(member_id__in=batch).filter(works | Q(pk__in=billed))
    return list(rows.select_related("offer").order_by("pk"))


def _uncalled_dues(batch: Batch, month: Period) -> list[DuesPeriod]:
    """Uncalled dues begun by the end of the month."""
    rows = uncalled_dues().filter(member_id__in=batch, starts_on__lt=month.end)
    return list(rows.select_related("plan").order_by("starts_on"))


def uncalled_dues() -> "QuerySet[DuesPeriod]":
    """Unpaid dues for which something is asked, of members still there that day, without a call that counts."""
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
