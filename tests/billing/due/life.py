"""Shared by the tests of what is due: lives of subscriptions in few words, and the sums billed for them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from coin.billing.documents.issuing import issue_many
from coin.billing.due.reconcile import Reconciliation, reconcile
from coin.billing.models import Document, Line
from coin.members.models import Member
from coin.subscriptions.enums import SplitMode
from coin.subscriptions.models import Price, Share, Split, Subscription, Suspension
from tests.factories import SubscriptionFactory


def euros(amount: str | int) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def subscribed(member: Member, **values: Any) -> Subscription:
    """A subscription at 30 € a month since January 2026, unless `values` say otherwise."""
    return SubscriptionFactory.create(
        member=member,
        **{"monthly_price": Decimal(30), "active_on": date(2026, 1, 1), **values},
    )


def price(of: Subscription, on: date, amount: str | int, until: date | None = None) -> Price:
    return Price.objects.create(
        subscription=of, starts_on=on, ends_on=until, monthly_price=Decimal(amount)
    )


def suspended(of: Subscription, on: date, until: date | None = None) -> Suspension:
    return Suspension.objects.create(subscription=of, starts_on=on, ends_on=until)


def split(
    of: Subscription, on: date, parts: Mapping[Member, int], mode: str = SplitMode.PARTS
) -> Split:
    new_split = Split.objects.create(subscription=of, starts_on=on, mode=mode)
    for member, number in parts.items():
        part = {"parts": number} if mode == SplitMode.PARTS else {"amount": Decimal(number)}
        Share.objects.create(split=new_split, member=member, **part)
    return new_split


def change(row: Any, **values: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**values)


def run(month: date) -> Reconciliation:
    """Drafts the month and issues every draft."""
    reconciliation = reconcile(month, actor=None)
    done = issue_many(list(Document.objects.drafts()), actor=None)
    assert not done.refused, done.refused
    return reconciliation


def months(year: int, *numbers: int) -> list[date]:
    return [date(year, number, 1) for number in numbers]


def billed(*, member: Member | None = None, since: date | None = None) -> Decimal:
    """The sum of all documents, or of one member's, or of those whose period starts on `since` or later."""
    rows = Document.objects.filter(**({"member": member} if member else {}))
    if since:
        rows = rows.filter(period_start__gte=since)
    return sum(rows.values_list("total", flat=True), Decimal(0))


def lines(month: date, **values: Any) -> list[tuple[Decimal, Decimal, Decimal]]:
    """Quantity, unit price and amount of the lines on the documents of a month, in order."""
    rows = Line.objects.filter(document__period_start=month, **values)
    return list(
        rows.order_by("document_id", "position").values_list("quantity", "unit_price", "amount")
    )
