"""Whatever happens to subscriptions and money, in whatever order the months are run: nothing is lost to the cent."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coin.billing.accounts import services as accounts
from coin.billing.accounts.checking import problems
from coin.billing.documents import issuing
from coin.billing.documents.issuing import issue_many
from coin.billing.due.reconcile import reconcile
from coin.billing.enums import DocumentKind, PaymentMeans
from coin.billing.models import Document, EntryLine, Payment
from coin.billing.payments.services import record_payment, reverse_payment
from coin.core.errors import DomainError
from coin.subscriptions.enums import TERM_MONTHS, SplitMode, Term
from coin.subscriptions.models import Price, Split, Subscription, Suspension
from tests.billing.due.life import change, price, split, subscribed
from tests.factories import MemberFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("association")]
FIRST, END = date(2025, 11, 1), date(2026, 11, 1)
MONTHS = [date(2025, 11, 1), date(2025, 12, 1), *(date(2026, number, 1) for number in range(1, 11))]
DAYS = st.dates(FIRST, date(2026, 10, 31))
EUROS = st.decimals("0", "60", places=2)
TERMS = st.sampled_from([Term.MONTHLY, Term.QUARTERLY, Term.YEARLY])
ACTS = st.one_of(
    st.tuples(st.just("price"), DAYS, EUROS),
    st.tuples(st.just("reduced"), DAYS, EUROS, st.integers(1, 120)),
    st.tuples(st.just("suspend"), DAYS, st.integers(1, 90)),
    st.tuples(st.just("split"), DAYS, st.lists(st.integers(0, 4), min_size=3, max_size=3)),
    st.tuples(st.just("amounts"), DAYS, st.lists(st.integers(0, 25), min_size=3, max_size=3)),
    st.tuples(st.just("end"), DAYS),
    st.tuples(st.just("unend")),
    st.tuples(st.just("run")),
    st.tuples(st.just("run")),
    st.tuples(st.just("again")),
    st.tuples(st.just("pay"), EUROS),
    st.tuples(st.just("reject")),
    st.tuples(st.just("cancel")),
)


@contextmanager
def undone() -> Iterator[None]:
    """Undoes an example: Hypothesis runs them all within one test, hence within one transaction of its database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Life:
    """A subscription that three members share, whose months are run one after the other."""

    def __init__(self, term: str, in_arrears: bool, started: date, asked: Decimal | None) -> None:
        self.members = [MemberFactory.create() for _ in range(3)]
        self.one = subscribed(self.members[0], term=term, in_arrears=in_arrears, active_on=started)
        change(self.one, suspended_price=asked)
        self.done = 0

    def act(self, name: str, *values: Any) -> None:
        getattr(self, name)(*values)

    def price(self, on: date, amount: Decimal) -> None:
        if not Price.objects.filter(subscription=self.one, starts_on=on, ends_on=None).exists():
            price(self.one, on, str(amount))

    def reduced(self, on: date, amount: Decimal, days: int) -> None:
        if not Price.objects.filter(subscription=self.one, starts_on=on).exists():
            price(self.one, on, str(amount), until=on + timedelta(days=days))

    def suspend(self, on: date, days: int) -> None:
        until = on + timedelta(days=days)
        suspensions = Suspension.objects.filter(subscription=self.one)
        if not suspensions.filter(starts_on__lt=until, ends_on__gt=on).exists():
            Suspension.objects.create(subscription=self.one, starts_on=on, ends_on=until)

    def split(self, on: date, parts: list[int], mode: str = SplitMode.PARTS) -> None:
        pairs = zip(self.members, parts, strict=True)
        if not Split.objects.filter(subscription=self.one, starts_on=on).exists():
            split(self.one, on, {member: part for member, part in pairs if part}, mode=mode)

    def amounts(self, on: date, parts: list[int]) -> None:
        self.split(on, parts, mode=SplitMode.AMOUNTS)

    def end(self, on: date) -> None:
        self.one.refresh_from_db()
        if self.one.active_on and on > self.one.active_on:
            change(self.one, ended_on=on)

    def unend(self) -> None:
        change(self.one, ended_on=None)

    def run(self) -> None:
        if self.done < len(MONTHS):
            self._run(MONTHS[self.done])
            self.done += 1

    def again(self) -> None:
        for month in MONTHS[: self.done]:
            self._run(month)

    def _run(self, month: date) -> None:
        reconcile(month, actor=None)
        done = issue_many(list(Document.objects.drafts()), actor=None)
        assert not done.refused, done.refused
        assert not reconcile(month, actor=None).drafts, "a second one drafts nothing"

    def pay(self, amount: Decimal) -> None:
        if amount:
            record_payment(
                self.members[0],
                amount=amount,
                received_on=date(2026, 11, 2),
                means=PaymentMeans.TRANSFER,
                actor=None,
            )

    def reject(self) -> None:
        payment = Payment.objects.filter(amount__gt=0, reversed_by=None).order_by("-pk").first()
        if payment:
            reverse_payment(payment, reason="R", actor=None)

    def cancel(self) -> None:
        document = Document.objects.filter(kind=DocumentKind.INVOICE).order_by("-pk").first()
        if document:
            try:
                issuing.cancel(document, actor=None)
            except DomainError:  # nothing of the document is left to cancel
                return


def rounded(amount: Decimal, places: str = "0.01") -> Decimal:
    return amount.quantize(Decimal(places), rounding=ROUND_HALF_UP)


def expected_whole(life: Life) -> Decimal:
    """The cost of the whole life, counted day by day from the rules alone.

    One sum is rounded for each term and each run of days of the same cost. No code of coin.billing takes part, so that
    a fault there cannot hide here.
    """
    subscription = Subscription.objects.get(pk=life.one.pk)
    assert subscription.active_on
    months, anchor = (
        TERM_MONTHS[Term(subscription.term)],
        subscription.active_on.year * 12 + subscription.active_on.month,
    )
    last_run = END.year * 12 + END.month - 1
    cost_of = Costs(subscription)
    days: dict[Any, dict[tuple[int, int], int]] = defaultdict(lambda: defaultdict(int))
    day, state, number = subscription.active_on, None, 0
    while True:
        term = (day.year * 12 + day.month - anchor) // months
        run = anchor + term * months + (months - 1 if subscription.in_arrears else 0)
        if run > last_run or (subscription.ended_on and day >= subscription.ended_on):
            break
        now = (term, cost_of.on(day))
        state, number = now, number + (now != state)
        days[number, now[1][0]][day.year, day.month] += 1
        day += timedelta(days=1)
    return sum(_amounts(days), Decimal(0))


def _amounts(days: Any) -> Iterator[Decimal]:
    for (_number, cost), counts in days.items():
        parts = [
            rounded(Decimal(count) / _length(year, month), "0.0001")
            for (year, month), count in counts.items()
        ]
        yield rounded(sum(parts, Decimal(0)) * cost)


class Costs:
    """The price of a month on a day, the split in force (0 when none has shares), and whether a suspension counts."""

    def __init__(self, subscription: Subscription) -> None:
        self.one = subscription
        self.prices = list(Price.objects.filter(subscription=subscription).order_by("starts_on"))
        self.off = list(Suspension.objects.filter(subscription=subscription))
        self.splits = list(Split.objects.filter(subscription=subscription).order_by("starts_on"))
        self.shared = {row.pk for row in self.splits if row.shares.exists()}

    def on(self, day: date) -> tuple[Decimal, int, bool]:
        begun = [row for row in self.prices if row.starts_on <= day]
        lasting = [row.monthly_price for row in begun if row.ends_on is None]
        reduced = [row.monthly_price for row in begun if row.ends_on and row.ends_on > day]
        cost = [self.one.monthly_price, *lasting, *reduced][-1]
        splits = [0, *(row.pk for row in self.splits if row.starts_on <= day)]
        split = splits[-1] if splits[-1] in self.shared else 0
        asked = self.one.suspended_price
        if asked is not None and any(
            suspension.ends_on and suspension.starts_on <= day < suspension.ends_on
            for suspension in self.off
        ):
            return asked, split, True
        return cost, split, False


def _length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


CHECKS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
LIFE = {
    "term": TERMS,
    "in_arrears": st.booleans(),
    "started": st.dates(FIRST, date(2026, 3, 31)),
    "asked": st.none() | EUROS,
}


@settings(max_examples=10, suppress_health_check=CHECKS)
@given(**LIFE, acts=st.lists(ACTS, max_size=14))
def test_a_life_costs_its_days(**life: Any) -> None:
    live_and_check(**life)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=CHECKS)
@given(**LIFE, acts=st.lists(ACTS, min_size=8, max_size=30))
def test_longer_lives_cost_their_days(**life: Any) -> None:
    live_and_check(**life)


def live_and_check(
    term: str, in_arrears: bool, started: date, asked: Decimal | None, acts: list[Any]
) -> None:
    with undone():
        life = Life(term, in_arrears, started, asked)
        for act in acts:
            life.act(*act)
        while life.done < len(MONTHS):
            life.run()
        life.again()
        check(life)


def check(life: Life) -> None:
    billed = sum(Document.objects.values_list("total", flat=True), Decimal(0))
    assert billed == expected_whole(life)
    assert not any(reconcile(month, actor=None).drafts for month in MONTHS)
    accounts.post()
    assert not problems()
    assert sum((line.debit - line.credit for line in EntryLine.objects.all()), Decimal(0)) == 0
