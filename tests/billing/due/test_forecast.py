"""What a member may expect to be asked over the next twelve months."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coin.billing.due.forecast import expected
from coin.members.models import Member
from coin.subscriptions.enums import Term
from tests.billing.due.life import change, euros, price, run, split, subscribed
from tests.factories import DuesPeriodFactory, MemberFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("association")]
TODAY = date(2026, 11, 22)
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def found(member: Member) -> list[tuple[date, Decimal]]:
    return [(due.day, due.amount) for due in expected(member, today=TODAY)]


def test_months_to_come_and_this_one_while_it_is_not_billed(alice: Member) -> None:
    subscribed(alice)
    assert found(alice)[:2] == [(TODAY, euros(30)), (DECEMBER, euros(30))]
    assert len(found(alice)) == 13
    run(NOVEMBER)
    assert found(alice)[0] == (DECEMBER, euros(30))


def test_a_reduced_rate_that_ends_and_a_price_to_come(alice: Member) -> None:
    subscription = subscribed(alice)
    price(subscription, NOVEMBER, 10, until=date(2027, 1, 1))
    price(subscription, date(2027, 3, 1), 35)
    run(NOVEMBER)
    assert [amount for _, amount in found(alice)[:5]] == [
        euros(10),
        euros(30),
        euros(30),
        euros(35),
        euros(35),
    ]


def test_terms_ends_and_what_comes_once(alice: Member) -> None:
    subscribed(alice, term=Term.YEARLY, active_on=date(2024, 2, 10), ended_on=date(2027, 4, 1))
    new = subscribed(alice, active_on=date(2026, 11, 16), setup_fee=Decimal(20))
    change(new, ended_on=date(2026, 12, 16))
    assert found(alice) == [
        (TODAY, euros(15)),
        (TODAY, euros(20)),
        (DECEMBER, euros("14.52")),
        (date(2027, 2, 1), euros(60)),
    ]


def test_ones_share_and_nobody_elses(alice: Member, bob: Member) -> None:
    subscription = subscribed(alice)
    split(subscription, NOVEMBER, {alice: 1, bob: 2})
    run(NOVEMBER)
    assert found(bob)[0] == (DECEMBER, euros(20))
    assert found(alice)[0] == (DECEMBER, euros(10))


def test_dues_asked_and_dues_to_come(alice: Member) -> None:
    dues = DuesPeriodFactory.create(
        member=alice, starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), paid_on=date(2026, 1, 3)
    )
    [renewal] = expected(alice, today=TODAY)
    assert (renewal.day, renewal.kind) == (date(2027, 1, 1), "dues")
    assert renewal.amount == dues.plan.advised
    change(dues, paid_on=None)
    assert [due.day for due in expected(alice, today=TODAY)] == [TODAY, date(2027, 1, 1)]
    change(alice, left_on=date(2026, 12, 1))
    assert [due.day for due in expected(Member.objects.get(pk=alice.pk), today=TODAY)] == [TODAY]


def test_the_number_of_queries_does_not_depend_on_what_they_have(
    alice: Member, bob: Member
) -> None:
    for member, count in ((alice, 1), (bob, 3)):
        for _ in range(count):
            split(subscribed(member), NOVEMBER, {member: 1, MemberFactory.create(): 1})
    counts = []
    for member in (alice, bob):
        with CaptureQueriesContext(connection) as captured:
            expected(member, today=TODAY)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 16
