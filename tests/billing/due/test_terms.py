"""Terms of one, three and twelve months, in advance or in arrears; starts, ends and suspensions within them."""

from datetime import date
from decimal import Decimal

import pytest

from coin.billing.due import terms
from coin.billing.due.portions import months_in
from coin.billing.due.reconcile import reconcile
from coin.billing.enums import DocumentKind
from coin.billing.models import Document, Line
from coin.core.models import Association
from coin.core.period import Period
from coin.members.models import Member
from coin.subscriptions.enums import Term
from coin.subscriptions.models import Subscription
from tests.billing.due.life import (
    billed,
    change,
    euros,
    lines,
    months,
    price,
    run,
    subscribed,
    suspended,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("association")]
JANUARY, FEBRUARY, MARCH, APRIL = months(2026, 1, 2, 3, 4)
WHOLE = Decimal("1.0000")


@pytest.mark.parametrize(
    ("term", "in_arrears", "billed_in"),
    [
        (Term.MONTHLY, False, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        (Term.MONTHLY, True, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        (Term.QUARTERLY, False, [2, 5, 8, 11]),
        (Term.QUARTERLY, True, [1, 4, 7, 10]),
        (Term.YEARLY, False, [2]),
        (Term.YEARLY, True, [1]),
    ],
)
def test_a_term_is_billed_in_the_month_it_begins_or_ends(
    term: str, in_arrears: bool, billed_in: list[int]
) -> None:
    subscription = Subscription(term=term, in_arrears=in_arrears, active_on=date(2025, 2, 28))
    month_numbers = [
        number
        for number in range(1, 13)
        if terms.period_billed_in(
            subscription, Period(date(2027, number, 1), date(2027, number, 28))
        )
    ]
    assert month_numbers == billed_in


def test_a_year_in_advance_is_twelve_months_on_one_line(alice: Member) -> None:
    subscribed(alice, term=Term.YEARLY)
    run(JANUARY)
    assert lines(JANUARY) == [(12 * WHOLE, euros(30), euros(360))]
    assert not any(run(month).drafts for month in months(2026, 2, 6, 12))
    assert run(date(2027, 1, 1)).total == euros(360)


def test_a_quarter_after_it_ended_counts_the_days_it_worked(alice: Member) -> None:
    subscription = subscribed(
        alice, term=Term.QUARTERLY, in_arrears=True, active_on=date(2026, 1, 17)
    )
    assert not run(JANUARY).drafts and not run(FEBRUARY).drafts
    change(subscription, ended_on=date(2026, 3, 11))
    run(MARCH)
    # 15 days of 31, all of February, 10 days of 31.
    assert lines(MARCH) == [(Decimal("1.8065"), euros(30), euros("54.20"))]


def test_an_end_before_the_month_that_bills_is_billed_all_the_same(alice: Member) -> None:
    subscribed(alice, term=Term.YEARLY, in_arrears=True, ended_on=date(2026, 3, 1))
    run(date(2026, 12, 1))
    assert billed(member=alice) == euros(60)


def test_days_of_february_and_of_month_ends() -> None:
    assert months_in(Period(date(2028, 2, 29), date(2028, 3, 1))) == Decimal("0.0345")
    assert months_in(Period(date(2027, 2, 28), date(2027, 3, 1))) == Decimal("0.0357")
    assert months_in(Period(date(2028, 1, 31), date(2028, 3, 1))) == Decimal("1.0323")
    assert months_in(Period(date(2027, 3, 1), date(2028, 3, 1))) == 12 * WHOLE


def test_a_year_from_29_february_goes_from_month_to_month(alice: Member) -> None:
    subscription = subscribed(alice, term=Term.YEARLY, active_on=date(2028, 2, 29))
    period = terms.period_holding(subscription, date(2028, 2, 29))
    assert period == Period(date(2028, 2, 1), date(2029, 2, 1))
    run(date(2028, 2, 1))
    # One day of 29 in February, then eleven whole months.
    assert lines(date(2028, 2, 1)) == [(Decimal("11.0345"), euros(30), euros("331.04"))]


def test_a_year_ended_early_is_given_back_by_the_month_that_comes(alice: Member) -> None:
    subscription = subscribed(alice, term=Term.YEARLY)
    run(JANUARY)
    change(subscription, ended_on=APRIL)
    run(APRIL)
    note = Document.objects.get(kind=DocumentKind.CREDIT_NOTE)
    assert note.total == euros(-270) and note.corrects == Document.objects.get(corrects=None)
    assert lines(APRIL) == [(-9 * WHOLE, euros(30), euros(-270))]


def test_from_a_year_to_months_what_was_billed_stays(alice: Member) -> None:
    subscription = subscribed(alice, term=Term.YEARLY)
    run(JANUARY)
    change(subscription, term=Term.MONTHLY)
    assert not any(run(month).drafts for month in months(2026, 2, 3, 12))
    assert run(date(2027, 1, 1)).total == euros(30)


def test_from_months_to_a_year_the_rest_of_the_year_is_billed(alice: Member) -> None:
    subscription = subscribed(alice, active_on=date(2026, 1, 10))
    for month in (JANUARY, FEBRUARY, MARCH):
        run(month)
    change(subscription, term=Term.YEARLY)
    run(APRIL)
    assert lines(APRIL) == [(9 * WHOLE, euros(30), euros(270))]
    assert not Line.objects.filter(is_correction=True).exists()
    assert not run(date(2026, 5, 1)).drafts


def test_the_past_of_an_imported_association_is_never_billed_by_itself(alice: Member) -> None:
    subscription = subscribed(alice, active_on=date(2020, 5, 12))
    assert run(MARCH).total == euros(30)
    change(subscription, term=Term.QUARTERLY)
    assert run(APRIL).total == euros(30)  # the quarter is February to April
    assert run(date(2026, 5, 1)).total == euros(90)
    # A past month is billed all the same when somebody runs that very month.
    assert reconcile(FEBRUARY, actor=None).total == euros(30)


def test_an_end_taken_back_bills_the_rest_of_the_month(alice: Member) -> None:
    subscription = subscribed(alice, ended_on=date(2026, 1, 11))
    run(JANUARY)
    change(subscription, ended_on=None)
    run(FEBRUARY)
    assert billed(member=alice) == euros(60)


def test_days_before_the_day_it_was_thought_to_work_are_added(alice: Member) -> None:
    subscription = subscribed(alice, active_on=date(2026, 1, 21))
    run(JANUARY)
    change(subscription, active_on=date(2026, 1, 6))
    run(FEBRUARY)
    assert billed(member=alice) == euros("25.16") + euros(30)


def test_suspended_days_at_nothing_are_said_on_their_line(alice: Member) -> None:
    subscription = subscribed(alice, suspended_price=Decimal(0))
    suspended(subscription, date(2026, 1, 11), date(2026, 1, 21))
    run(JANUARY)
    assert [amount for _, _, amount in lines(JANUARY)] == [
        euros("9.68"),
        euros(0),
        euros("10.64"),
    ]
    labels = list(Line.objects.order_by("position").values_list("label", flat=True))
    assert "suspen" in labels[1] and "suspen" not in labels[0]


def test_a_suspension_noticed_later_is_given_back(alice: Member) -> None:
    subscription = subscribed(alice, suspended_price=Decimal(10))
    run(JANUARY)
    suspended(subscription, date(2026, 1, 1), FEBRUARY)
    run(FEBRUARY)
    assert billed(member=alice) == euros(10) + euros(30)


def test_a_suspended_month_at_nothing_makes_no_document(alice: Member) -> None:
    suspended(subscribed(alice, suspended_price=Decimal(0)), JANUARY)
    assert not run(JANUARY).drafts


def test_a_reduced_rate_ends_by_itself_in_the_middle_of_a_month(alice: Member) -> None:
    subscription = subscribed(alice)
    price(subscription, JANUARY, 12, until=date(2026, 2, 15))
    run(JANUARY)
    run(FEBRUARY)
    run(MARCH)
    assert lines(JANUARY) == [(WHOLE, euros(12), euros(12))]
    assert lines(FEBRUARY) == [
        (Decimal("0.5000"), euros(12), euros(6)),
        (Decimal("0.5000"), euros(30), euros(15)),
    ]
    assert lines(MARCH) == [(WHOLE, euros(30), euros(30))]


def test_a_price_set_for_days_already_billed_is_a_difference(alice: Member) -> None:
    subscription = subscribed(alice)
    run(JANUARY)
    price(subscription, date(2026, 1, 1), 25)
    run(FEBRUARY)
    note = Document.objects.get(kind=DocumentKind.CREDIT_NOTE)
    assert note.total == euros(-5) and note.lines.get().is_correction
    assert billed(member=alice) == euros(50)


def test_what_was_advised_is_kept_where_the_price_is_free(alice: Member) -> None:
    subscription = subscribed(alice, monthly_price=Decimal(20))
    change(subscription.offer, monthly_price=Decimal(25), minimum=Decimal(5))
    run(JANUARY)
    assert Line.objects.get().advised_price == euros(25)


def test_a_difference_that_waits_on_a_draft_is_not_drafted_again(alice: Member) -> None:
    subscription = subscribed(alice)
    run(JANUARY)
    change(subscription, ended_on=date(2026, 1, 16))
    reconcile(FEBRUARY, actor=None)
    assert not reconcile(MARCH, actor=None).made
    assert not reconcile(FEBRUARY, actor=None).made


def test_a_price_set_lately_for_long_ago_is_looked_for(alice: Member) -> None:
    subscription = subscribed(alice, active_on=date(2024, 1, 1))
    run(date(2024, 1, 1))
    assert not run(MARCH).drafts[1:]
    price(subscription, date(2024, 1, 1), 28)
    run(APRIL)
    note = Document.objects.get(
        kind=DocumentKind.CREDIT_NOTE, corrects__period_start=date(2024, 1, 1)
    )
    assert note.total == euros(-2)


def test_unusual_compares_a_year_with_the_year_before(
    alice: Member, bob: Member, association: Association
) -> None:
    subscription = subscribed(alice, term=Term.YEARLY, active_on=date(2025, 1, 1))
    subscribed(bob)
    run(date(2025, 1, 1))
    run(date(2025, 12, 1))
    change(subscription, active_on=date(2025, 1, 1))
    reconciliation = reconcile(JANUARY, actor=None, preview=True)
    assert [row.member_number for row in reconciliation.unusual] == [bob.number]
    price(subscription, JANUARY, 40)
    reconciliation = reconcile(JANUARY, actor=None, preview=True)
    [changed] = [row for row in reconciliation.unusual if row.member_number == alice.number]
    assert (changed.before, changed.now) == (euros(360), euros(480))
