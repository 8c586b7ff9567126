"""What members pay beside the advised price, by offer and by dues plan."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from coin.billing.accounts.prices import prices_paid, sums
from coin.billing.documents.issuing import issue
from coin.billing.models import Line
from coin.core.models import Association
from tests.factories import (
    DocumentFactory,
    DuesPeriodFactory,
    DuesPlanFactory,
    OfferFactory,
    SubscriptionFactory,
)

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2027, 1, 1))


def billed(offer: object, price: str, advised: str | None, month: int = 11) -> None:
    subscription = SubscriptionFactory.create(offer=offer)
    start = date(2026, month, 1)
    document = DocumentFactory.create(member=subscription.member, lines=False)
    Line.objects.create(
        document=document,
        label="Adhésion solidaire",
        subscription=subscription,
        quantity=Decimal("0.5"),
        unit_price=Decimal(price),
        amount=Decimal(price) / 2,
        advised_price=Decimal(advised) if advised else None,
        period_start=start,
        period_end=start.replace(day=16),
    )
    issue(document, actor=None)


def test_free_prices_by_offer_and_dues_by_plan(association: Association) -> None:
    free, fixed = OfferFactory.create(name="Boîte"), OfferFactory.create(name="VPN")
    for price in ("4.00", "6.00", "10.00"):
        billed(free, price, "6.00")
    billed(fixed, "8.00", None)
    plan = DuesPlanFactory.create(name="Adhésion", advised=Decimal("20.00"))
    for amount, paid_on in (("15.00", date(2026, 5, 2)), ("30.00", date(2026, 5, 3))):
        DuesPeriodFactory.create(
            plan=plan, amount=Decimal(amount), paid_on=paid_on, starts_on=date(2026, 5, 1)
        )
    DuesPeriodFactory.create(plan=plan, amount=Decimal("1.00"), starts_on=date(2026, 5, 1))
    box, dues = prices_paid(*YEAR)
    assert (box.name, box.paid, box.advised) == ("Boîte", Decimal("10.00"), Decimal("9.00"))
    assert (box.less, box.as_advised, box.more) == (1, 1, 1) and not box.is_dues
    assert (dues.name, dues.paid, dues.advised) == ("Adhésion", Decimal("45.00"), Decimal("40.00"))
    assert (dues.less, dues.more, dues.difference) == (1, 1, Decimal("5.00"))
    assert sums([box, dues]) == (Decimal("55.00"), Decimal("49.00"))


def test_only_what_was_issued_for_these_days_counts(association: Association) -> None:
    free = OfferFactory.create()
    billed(free, "4.00", "6.00", month=1)
    assert not prices_paid(date(2026, 2, 1), date(2026, 12, 1))
    assert prices_paid(date(2026, 1, 1), date(2026, 2, 1))


def test_two_queries_whatever_the_offers(
    association: Association, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _offer in range(3):
        billed(OfferFactory.create(), "4.00", "6.00")
    with django_assert_num_queries(2):
        prices_paid(*YEAR)
