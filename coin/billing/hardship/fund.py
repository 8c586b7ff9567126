"""The solidarity fund: the money it received and the money it paid, computed from documents and payments, never stored.

One rule feeds the fund. A document that its member wholly paid with their own money gives the amount above the advised
price, for each line whose price was free; it gives its gifts too, when the association says so. The part that credit
notes took back is deducted in proportion. A document that was waived in part, or that the fund helped to pay, gives
nothing. The fund pays by a payment of the helped member, with the means FUND.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Sum

from coin.billing.actions import FUND_HELPED
from coin.billing.balance.queries import CLAIMS, with_rest
from coin.billing.enums import DocumentState, LineItem, PaymentMeans
from coin.billing.models import Allocation, Document, Line, Payment
from coin.core.models import Association, AuditEntry
from coin.core.money import ZERO, cents, total

FED = ("item", "quantity", "unit_price", "advised_price", "amount")


@dataclass(frozen=True)
class Settled:
    """A document that feeds the fund: the day it was wholly paid, and the share (0 to 1) that credit notes left."""

    day: date
    kept: Decimal


@dataclass(frozen=True)
class Month:
    """The amount that came into the fund in a month, and the amount that the fund paid in it.

    `start` is the first day of the month.
    """

    start: date
    came: Decimal
    went: Decimal


@dataclass(frozen=True)
class Situation:
    """The fund as it stands: the sums of all that came and went, and its months, the newest first."""

    came: Decimal
    went: Decimal
    months: list[Month]

    @property
    def balance(self) -> Decimal:
        return self.came - self.went


def situation() -> Situation:
    """The whole history of the fund, in four queries. Nothing counts as having come in while the fund is closed."""
    came, went = _came(Association.current()), _went()
    starts = sorted({*came, *went}, reverse=True)
    months = [Month(start, came.get(start, ZERO), went.get(start, ZERO)) for start in starts]
    return Situation(total(came.values()), total(went.values()), months)


def helps() -> "QuerySet[Payment]":
    """The payments by the fund and their reversals, the newest first."""
    rows = Payment.objects.filter(means=PaymentMeans.FUND).select_related("member", "recorded_by")
    return rows.order_by("-received_on", "-pk")


def _came(association: Association) -> dict[date, Decimal]:
    """The amounts that came in, by the month in which each document was wholly paid.

    Empty while the association keeps no fund.
    """
    if not association.fund_open:
        return {}
    feeding = _feeding(association)
    settled = _settled(feeding, association.fund_since)
    came: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for document, *line in feeding.values_list("document", *FED):
        if paid := settled.get(document):
            came[paid.day.replace(day=1)] += cents(_fed(*line) * paid.kept)
    return {start: amount for start, amount in came.items() if amount}


def _feeding(association: Association) -> "QuerySet[Line]":
    """The lines that feed the fund once their document is wholly paid."""
    above = Q(advised_price__isnull=False, unit_price__gt=F("advised_price"))
    gifts = Q(item=LineItem.GIFT) if association.fund_gifts else Q(pk__in=[])
    issued = Q(document__state=DocumentState.ISSUED, document__kind__in=CLAIMS)
    return Line.objects.filter(above | gifts, issued, is_cancelled=False).order_by()


def _settled(feeding: "QuerySet[Line]", since: date | None) -> dict[int, Settled]:
    """The documents that feed the fund, by primary key, wholly paid with their members' own money. Two queries.

    Those wholly paid before `since` are left out; None leaves out none.
    """
    # A credit note with a reason is a waiver (coin.billing.hardship.waivers).
    waived = Document.objects.issued().filter(corrects=OuterRef("pk")).exclude(reason="")
    helped = Allocation.objects.filter(document=OuterRef("pk"), payment__means=PaymentMeans.FUND)
    own = Document.objects.filter(
        Exists(feeding.filter(document=OuterRef("pk"))), ~Exists(waived), ~Exists(helped)
    )
    paid = with_rest(own).filter(rest__lte=ZERO, paid__gt=ZERO).order_by()
    parts = Allocation.objects.filter(document__in=paid.values("pk")).order_by()
    last = parts.values("document").annotate(day=Max("payment__received_on"))
    days = dict(last.values_list("document", "day"))
    rows = paid.values_list("pk", "total", "credited")
    return {
        pk: Settled(days[pk], (total + credited) / total)
        for pk, total, credited in rows
        if since is None or days[pk] >= since
    }


def _fed(
    item: str, quantity: Decimal, unit: Decimal, advised: Decimal | None, amount: Decimal
) -> Decimal:
    """What a line gives to the fund before credit notes: a gift as a whole, a free price above the advised one."""
    if item == LineItem.GIFT or advised is None:
        return amount
    return (unit - advised) * quantity


def _went() -> dict[date, Decimal]:
    """The amounts that the fund paid, less those it took back, by month. Each month is its first day."""
    paid = Payment.objects.filter(means=PaymentMeans.FUND).order_by().values("received_on")
    went: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for row in paid.annotate(sum=Sum("amount")):
        went[row["received_on"].replace(day=1)] += cents(row["sum"])
    return dict(went)


def reasons_of(payments: Iterable[Payment]) -> dict[int, str]:
    """The reason for each of these payments by the fund, by primary key. One query.

    Reasons stand in the journal alone, where the helped member does not read them.
    """
    rows = AuditEntry.objects.filter(
        action=FUND_HELPED.slug,
        subject_type="billing.payment",
        subject_id__in=[payment.pk for payment in payments],
    )
    return {pk or 0: note for pk, note in rows.values_list("subject_id", "note")}
