"""Compares the prices that members pay with the advised prices: free prices by offer, dues by plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Q, Sum

from coin.billing.enums import DocumentState, LineItem
from coin.billing.models import Line
from coin.core.money import ZERO, cents
from coin.members.models import DuesPeriod

_MONEY: "DecimalField[Any, Any]" = DecimalField(max_digits=14, decimal_places=2)


@dataclass(frozen=True)
class PricePaid:
    """An offer or a dues plan: the euros paid and the euros advised, and how many pay less than advised, as advised, or
    more (subscriptions of an offer, dues periods of a plan).
    """

    name: str
    is_dues: bool
    paid: Decimal
    advised: Decimal
    less: int
    as_advised: int
    more: int

    @property
    def difference(self) -> Decimal:
        return self.paid - self.advised


def prices_paid(since: date, until: date) -> list[PricePaid]:
    """Offers at a free price, then dues plans, each by name, from `since` to `until` (not included). Two queries.

    An offer counts the issued lines of the monthly price (neither cancelled nor corrections) whose period begins in
    these days; a plan counts the dues periods that begin in these days and are paid. Those without any are left out.
    """
    offers = [_row(row, is_dues=False) for row in _by_offer(since, until)]
    return offers + [_row(row, is_dues=True) for row in _by_plan(since, until)]


def sums(rows: Iterable[PricePaid]) -> tuple[Decimal, Decimal]:
    """The total paid and the total advised, in euros."""
    prices: Sequence[PricePaid] = list(rows)
    return sum((row.paid for row in prices), ZERO), sum((row.advised for row in prices), ZERO)


def _by_offer(since: date, until: date) -> Iterable[Any]:
    lines = Line.objects.filter(
        document__state=DocumentState.ISSUED,
        item=LineItem.MONTHLY,
        advised_price__isnull=False,
        subscription__isnull=False,
        is_cancelled=False,
        is_correction=False,
        period_start__gte=since,
        period_start__lt=until,
    )
    advised = ExpressionWrapper(F("advised_price") * F("quantity"), output_field=_MONEY)
    grouped = lines.order_by().values(name=F("subscription__offer__name"))
    rows = grouped.annotate(
        paid=Sum("amount"),
        advised=Sum(advised),
        less=_how_many("subscription", Q(unit_price__lt=F("advised_price"))),
        as_advised=_how_many("subscription", Q(unit_price=F("advised_price"))),
        more=_how_many("subscription", Q(unit_price__gt=F("advised_price"))),
    )
    return rows.order_by("name")


def _by_plan(since: date, until: date) -> Iterable[Any]:
    paid = DuesPeriod.objects.filter(
        paid_on__isnull=False, starts_on__gte=since, starts_on__lt=until
    )
    grouped = paid.order_by().values(name=F("plan__name"))
    rows = grouped.annotate(
        paid=Sum("amount"),
        advised=Sum("plan__advised"),
        less=_how_many("pk", Q(amount__lt=F("plan__advised"))),
        as_advised=_how_many("pk", Q(amount=F("plan__advised"))),
        more=_how_many("pk", Q(amount__gt=F("plan__advised"))),
    )
    return rows.order_by("name")


def _how_many(column: str, condition: Q) -> Count:
    # Distinct: a subscription with a line each month counts once.
    return Count(column, filter=condition, distinct=True)


def _row(row: dict[str, Any], *, is_dues: bool) -> PricePaid:
    counts = {name: row[name] for name in ("less", "as_advised", "more")}
    return PricePaid(row["name"], is_dues, cents(row["paid"]), cents(row["advised"]), **counts)
