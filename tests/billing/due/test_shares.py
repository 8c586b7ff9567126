"""The cost of one subscription split among members, services and documents; fees and deposits are asked once."""

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import IntegrityError

from coin.billing.documents.issuing import cancel
from coin.billing.due.reconcile import reconcile
from coin.billing.enums import DocumentKind, LineItem
from coin.billing.models import Document, Line
from coin.members.merging.services import merge_members
from coin.members.models import Member
from coin.subscriptions.enums import SplitMode, Term
from coin.subscriptions.models import Subscription
from tests.billing.due.life import billed, change, euros, lines, months, run, split, subscribed
from tests.factories import MemberFactory, OfferItemFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("association")]
JANUARY, FEBRUARY, MARCH = months(2026, 1, 2, 3)


@pytest.fixture
def carol() -> Member:
    return MemberFactory.create()


@pytest.fixture
def line(alice: Member) -> Subscription:
    return subscribed(alice, monthly_price=Decimal(32))


def test_each_is_billed_their_share_with_the_rest_of_their_month(
    line: Subscription, alice: Member, bob: Member, carol: Member
) -> None:
    subscribed(bob)
    split(line, JANUARY, {alice: 1, bob: 1, carol: 1})
    run(JANUARY)
    assert billed(member=alice) == euros("10.67")
    assert billed(member=bob) == euros("40.67")
    assert billed(member=carol) == euros("10.66")
    assert Document.objects.count() == 3
    label = Line.objects.get(document__member=carol).label
    assert "1" in label and "3" in label


def test_a_leaver_pays_until_their_last_day(
    line: Subscription, alice: Member, bob: Member, carol: Member
) -> None:
    split(line, JANUARY, {alice: 1, bob: 1, carol: 2})
    run(JANUARY)
    split(line, date(2026, 1, 17), {alice: 1, bob: 1})
    run(JANUARY)
    assert billed() == euros(32)
    note = Document.objects.get(kind=DocumentKind.CREDIT_NOTE)
    assert note.member == carol and note.corrects == Document.objects.get(
        member=carol, corrects=None
    )
    assert billed(member=carol) == euros("8.26")  # 16 days of 31, half of 32 €
    assert not reconcile(JANUARY, actor=None).drafts


def test_somebody_who_shares_from_a_day_already_billed_is_billed_their_part(
    line: Subscription, alice: Member, bob: Member
) -> None:
    run(JANUARY)
    split(line, date(2026, 1, 1), {alice: 1, bob: 1})
    run(FEBRUARY)
    assert (billed(member=alice), billed(member=bob)) == (euros(32), euros(32))
    assert not reconcile(FEBRUARY, actor=None).drafts


def test_what_amounts_leave_is_the_members_own(
    line: Subscription, alice: Member, bob: Member
) -> None:
    split(line, JANUARY, {bob: 10}, mode=SplitMode.AMOUNTS)
    change(line, ended_on=date(2026, 1, 16))
    run(JANUARY)
    # 15 days of 31 cost 15.48 in all, 4.84 of it to Bob; Alice has the rest, so that the parts make the whole.
    assert (billed(member=alice), billed(member=bob)) == (euros("10.64"), euros("4.84"))


def test_shares_add_up_whatever_batch_each_member_is_in(
    line: Subscription, alice: Member, bob: Member, carol: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    split(line, JANUARY, {alice: 1, bob: 1, carol: 1})
    change(line, setup_fee=Decimal(20), deposit=Decimal(50))
    # The module by its path: in this file the name `reconcile` is the function.
    monkeypatch.setattr(import_module("coin.billing.due.reconcile"), "BATCH", 1)
    reconcile(JANUARY, actor=None)
    assert not reconcile(JANUARY, actor=None).made
    sums = {
        item: sum(Line.objects.filter(item=item).values_list("amount", flat=True))
        for item in (LineItem.MONTHLY, LineItem.SETUP, LineItem.DEPOSIT)
    }
    assert sums == {
        LineItem.MONTHLY: euros(32),
        LineItem.SETUP: euros(20),
        LineItem.DEPOSIT: euros(50),
    }
    run(JANUARY)
    run(FEBRUARY)
    assert Line.objects.filter(item=LineItem.SETUP).count() == 3


def test_a_year_is_parted_to_the_cent(
    line: Subscription, alice: Member, bob: Member, carol: Member
) -> None:
    change(line, term=Term.YEARLY)
    split(line, JANUARY, {alice: 1, bob: 1, carol: 1})
    run(JANUARY)
    twelve = Decimal("12.0000")
    assert lines(JANUARY) == [
        (twelve, euros("10.67"), euros("128.04")),
        (twelve, euros("10.67"), euros("128.04")),
        (twelve, euros("10.66"), euros("127.92")),
    ]


def test_a_cancelled_share_alone_is_billed_again(
    line: Subscription, alice: Member, bob: Member
) -> None:
    split(line, JANUARY, {alice: 1, bob: 1})
    run(JANUARY)
    cancel(Document.objects.get(member=bob), actor=None)
    reconciliation = run(JANUARY)
    assert [draft.member_number for draft in reconciliation.drafts] == [bob.number]
    assert billed() == euros(32)


def test_a_bundle_is_one_line_or_one_for_each_service(line: Subscription, alice: Member) -> None:
    OfferItemFactory.create(offer=line.offer, label="Fibre", weight=2)
    OfferItemFactory.create(offer=line.offer, label="VPN", weight=1)
    change(line, ended_on=FEBRUARY)
    run(JANUARY)
    assert lines(JANUARY) == [(Decimal("1.0000"), euros(32), euros(32))]
    change(line, ended_on=None)
    change(line.offer, billed_by_item=True)
    run(FEBRUARY)
    assert [amount for _, _, amount in lines(FEBRUARY)] == [euros("21.33"), euros("10.67")]
    labels = Line.objects.filter(document__period_start=FEBRUARY).values_list("label", flat=True)
    assert ["Fibre" in label for label in labels] == [True, False]
    assert not reconcile(FEBRUARY, actor=None).drafts


def test_a_deposit_comes_once_and_goes_back_to_whoever_paid_it(
    line: Subscription, alice: Member, bob: Member
) -> None:
    change(line, deposit=Decimal(51))
    split(line, JANUARY, {alice: 1, bob: 1})
    run(JANUARY)
    run(FEBRUARY)
    assert billed() == euros(64 + 51)
    change(line, ended_on=MARCH, deposit_back_on=date(2026, 3, 20))
    split(line, FEBRUARY, {})  # the deposit goes back to those who paid it, whoever pays now
    run(MARCH)
    notes = Document.objects.filter(kind=DocumentKind.CREDIT_NOTE, lines__item=LineItem.DEPOSIT)
    back = Line.objects.filter(document__in=notes, item=LineItem.DEPOSIT)
    assert sorted(back.values_list("document__member", "amount")) == sorted(
        [(alice.pk, euros("-25.50")), (bob.pk, euros("-25.50"))]
    )
    assert {row.document.corrects.period_start for row in back if row.document.corrects} == {
        JANUARY
    }
    assert not run(MARCH).drafts and not run(date(2026, 4, 1)).drafts


def test_a_deposit_given_back_long_after_the_end_is_not_forgotten(line: Subscription) -> None:
    change(line, deposit=Decimal(50))
    run(JANUARY)
    change(line, ended_on=FEBRUARY, deposit_back_on=date(2028, 6, 2))
    assert not run(date(2028, 5, 1)).drafts
    assert run(date(2028, 6, 1)).total == euros(-50)


def test_a_deposit_already_due_back_is_not_asked(line: Subscription) -> None:
    change(line, deposit=Decimal(50), ended_on=date(2026, 1, 16), deposit_back_on=date(2026, 1, 20))
    assert run(JANUARY).total == euros("15.48")


def test_the_database_refuses_a_share_twice(line: Subscription, alice: Member, bob: Member) -> None:
    split(line, JANUARY, {alice: 1, bob: 1})
    reconcile(JANUARY, actor=None)
    share_line = Line.objects.filter(document__member=bob).get()
    share_line.pk = None
    with pytest.raises(IntegrityError):
        share_line.save(force_insert=True)


def test_two_sharers_who_turn_out_to_be_one_pay_what_they_paid(
    line: Subscription, bob: Member, carol: Member, alice: Member
) -> None:
    split(line, JANUARY, {alice: 1, bob: 1, carol: 2})
    run(JANUARY)
    merge_members(bob, merged=carol.number, take=[], actor=None)
    assert billed(member=bob) == euros(24)
    assert not reconcile(JANUARY, actor=None).drafts
    assert run(FEBRUARY).total == euros(32)
    assert Line.objects.get(document__member=bob, document__period_start=FEBRUARY).amount == 24
