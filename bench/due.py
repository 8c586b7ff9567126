"""What is due from 10,000 members, fourteen months being billed already: reconciled, and the transaction rolled back.

Half of the members have a second subscription. One subscription in ten is shared by three members, one in twenty is
billed by the year, and one in seven has had another price since. Floor of the time: the same lines, subscriptions and
members read by their columns, and the same drafts inserted, both by Django and in the same batches. The goals are a
time (20 s) and a memory (500 MB), each shown as a multiple of its floor, and as many queries for a batch of 500
members as for one of 50.
"""

import resource
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bench import DATABASES, Result, compare, on_database
from bench.lists import make_members

SECONDS = 20.0
MEGABYTES = 500.0
MONTH = date(2026, 11, 1)
BILLED = 14
BEGAN = date(2024, 3, 1)


def run() -> Iterator[Result]:
    for kind in DATABASES:
        yield from on_database(kind, measure)


def measure(kind: str) -> Iterator[Result]:
    """Queries first, then seconds, then the most memory that the process ever used."""
    from django.db import connection

    members = make_members()
    make_history(make_subscriptions(members))
    # PostgreSQL's autovacuum does so after such a change; the bench cannot wait for it.
    if kind == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    at_rest = memory()
    queries = [queries_of(members[:count]) for count in (500, 50)]
    yield Result(f"queries of a batch of 500, {kind}", queries[0], queries[1], "", 1)
    drafts = drafted()
    time = compare(
        f"reconcile {len(members)} members, {kind}",
        drafted,
        lambda: floor(drafts),
        goal=0,
        rounds=1,
        warm_up=0,
        unit="s",
    )
    yield replace(time, goal=round(SECONDS / time.floor, 1))
    goal = round(MEGABYTES / at_rest, 1)
    yield Result(f"memory to reconcile them, {kind}", memory(), at_rest, "MB", goal)


def memory() -> float:
    """The most memory that this process has used so far, in megabytes; Linux gives kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def make_subscriptions(members: list[Any]) -> list[Any]:
    """Fifteen thousand subscriptions, with their prices and shares."""
    from coin.subscriptions.models import Offer, Price, Subscription
    from coin.subscriptions.prices import pricing

    offers = Offer.objects.bulk_create(
        Offer(slug=f"bench-{price}", name=f"Offre {price}", technology="vpn", monthly_price=price)
        for price in (8, 28, 32)
    )
    subscriptions = Subscription.objects.bulk_create(
        Subscription(
            member=member,
            offer=offers[(member.number + second) % 3],
            state="active",
            monthly_price=offers[(member.number + second) % 3].monthly_price,
            term="yearly" if (member.number + second) % 20 == 0 else "monthly",
            active_on=BEGAN,
        )
        for member in members
        for second in range(1 + member.number % 2)
    )
    Price.objects.bulk_create(
        Price(subscription=subscription, starts_on=date(2026, 6, 1), monthly_price=Decimal("30.00"))
        for subscription in subscriptions[::7]
    )
    make_shares(subscriptions[::10], members)
    rows = Subscription.objects.prefetch_related("offer__items").order_by("pk")
    return list(pricing.with_prices(rows))


def make_shares(subscriptions: list[Any], members: list[Any]) -> None:
    from coin.subscriptions.models import Share, Split

    splits = Split.objects.bulk_create(
        Split(subscription=subscription, starts_on=BEGAN) for subscription in subscriptions
    )
    Share.objects.bulk_create(
        Share(split=split, member=members[(number * 10 + other * 41) % len(members)], parts=1)
        for number, split in enumerate(splits)
        for other in range(3)
    )


def make_history(subscriptions: list[Any]) -> None:
    """The documents of the months before: those that reconciliations would have drafted, issued."""
    from coin.billing.due import terms
    from coin.billing.due.portions import Course
    from coin.billing.models import Document, Line
    from coin.billing.pro_rata import month_of

    courses = [Course.of(subscription) for subscription in subscriptions]
    for back in range(BILLED, 0, -1):
        month = month_of(terms.months_before(MONTH, back))
        due = [
            (course.subscription.pk, portion)
            for course in courses
            for period in [terms.period_billed_in(course.subscription, month)]
            if period
            for portion in course.portions(period)
        ]
        documents = make_documents({portion.part.payer.member_id for _, portion in due}, month)
        Line.objects.bulk_create(
            Line(
                document=documents[portion.part.payer.member_id],
                label="Bench",
                quantity=portion.quantity,
                unit_price=portion.part.unit_price,
                amount=portion.part.amount,
                subscription_id=pk,
                share=portion.part.payer.share,
                period_start=portion.segment.period.start,
                period_end=portion.segment.period.end,
            )
            for pk, portion in due
        )
        issue(Document.objects.filter(period_start=month.start), month)


def make_documents(members: Iterable[int], month: Any) -> dict[int, Any]:
    from coin.billing.models import Document

    rows = Document.objects.bulk_create(
        Document(kind="invoice", member_id=pk, period_start=month.start, period_end=month.end)
        for pk in sorted(members)
    )
    return {row.member_id: row for row in rows}


def issue(documents: Any, month: Any) -> None:
    from django.db.models import CharField, F, Value
    from django.db.models.functions import Cast, Concat

    documents.update(
        state="issued",
        series=f"B{month.start:%Y%m}",
        series_number=F("pk"),
        number=Concat(Value("B-"), Cast("pk", CharField())),
        issued_on=month.start,
    )


def drafted() -> Any:
    """Reconcile everything, roll the transaction back, and return the drafts."""
    from django.db import transaction

    from coin.billing.due.reconcile import reconcile

    with transaction.atomic():
        outcome = reconcile(MONTH, actor=None)
        transaction.set_rollback(True)
    return outcome.drafts


def queries_of(members: list[Any]) -> int:
    """How many queries tell what these members owe.

    The queries that write are not counted: SQLite inserts few rows at a time, so their number grows with the batch.
    """
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from coin.billing.balance.locks import lock_members
    from coin.billing.due import situation
    from coin.billing.pro_rata import month_of

    month, batch = month_of(MONTH), [member.pk for member in members]
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        lock_members(batch)
        situation.what_is_due(batch, month)
        situation.drafts(batch, month)
    return len(captured)


def floor(drafts: list[Any]) -> None:
    """Read the rows that any reconciliation must compare, and write the rows that it must create."""
    from django.db import transaction

    from coin.billing.due.promises import COLUMNS, looked_back_to
    from coin.billing.models import Document, Line
    from coin.billing.pro_rata import month_of
    from coin.members.models import Member
    from coin.subscriptions.models import Subscription

    month = month_of(MONTH)
    since = looked_back_to(month)
    for _row in Line.objects.filter(period_end__gt=since).values_list(*COLUMNS).iterator():
        pass
    list(Subscription.objects.values_list())
    numbers = dict(Member.objects.values_list("number", "pk"))
    with transaction.atomic():
        documents = Document.objects.bulk_create(
            Document(
                kind=draft.kind,
                member_id=numbers[draft.member_number],
                period_start=month.start,
                period_end=month.end,
                total=draft.total,
            )
            for draft in drafts
        )
        Line.objects.bulk_create(
            Line(
                document=document,
                label="Bench",
                unit_price=document.total,
                amount=document.total,
                period_start=month.start,
                period_end=month.end,
            )
            for document in documents
        )
        transaction.set_rollback(True)
