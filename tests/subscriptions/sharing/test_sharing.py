"""Shared lines: who pays which share from a day, everyone is told before, and what happens when a member leaves."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry, Mail
from coin.core.money import total
from coin.members.models import Member, User
from coin.members.people.services import record_departure
from coin.subscriptions import closed_days
from coin.subscriptions.enums import SplitMode, SubscriptionState
from coin.subscriptions.models import SharingRequest, Split, Subscription
from coin.subscriptions.prices import pricing
from coin.subscriptions.sharing import queries as sharing
from coin.subscriptions.sharing.requests import ask_to_share, decline_sharing
from coin.subscriptions.sharing.services import Asked, end_split, leave_split, split_cost
from tests.factories import MemberFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db
PARTS, AMOUNTS = SplitMode.PARTS, SplitMode.AMOUNTS


@pytest.fixture
def line(alice: Member) -> Subscription:
    """Alice's subscription, at 30 euros a month."""
    return SubscriptionFactory.create(member=alice, monthly_price=Decimal("30.00"))


@pytest.fixture
def carol() -> Member:
    return MemberFactory.create(first_name="Carol", last_name="Roux", email="carol@example.org")


@pytest.fixture
def soon() -> date:
    return timezone.localdate() + timedelta(days=10)


def split(line: Subscription, day: date, shares: Asked, mode: str = PARTS) -> Split:
    return split_cost(line, starts_on=day, mode=mode, shares=shares, actor=None)


def paid(line: Subscription, day: date) -> dict[str, Decimal]:
    subscription = pricing.with_prices(Subscription.objects.all()).get(pk=line.pk)
    names = dict(Member.objects.values_list("pk", "first_name"))
    return {names[pk]: amount for pk, amount in sharing.paid_on(subscription, day).items()}


def test_parts_are_told_to_everyone_before(
    line: Subscription, alice: Member, bob: Member, carol: Member, soon: date, charlie: User
) -> None:
    shares = [(alice, Decimal(2)), (bob, Decimal(1)), (carol, Decimal(1))]
    made = split_cost(
        line, starts_on=soon, mode=PARTS, shares=shares, actor=charlie, note="The roof"
    )
    assert paid(line, soon) == {"Alice": 15, "Bob": Decimal("7.50"), "Carol": Decimal("7.50")}
    assert paid(line, soon - timedelta(days=1)) == {"Alice": 30}
    assert made.told_at is not None and made.set_by == charlie
    mails = {mail.to: mail for mail in Mail.objects.all()}
    assert set(mails) == {"alice@example.org", "bob@example.org", "carol@example.org"}
    text = mails["bob@example.org"].body
    assert "7,50" in text and "Carol" in text and "Roux" not in text and "The roof" in text
    numbers = AuditEntry.objects.filter(action="subscriptions.split")
    assert set(numbers.values_list("member_number", flat=True)) == {
        alice.number,
        bob.number,
        carol.number,
    }


def test_amounts_leave_the_rest_to_the_member_of_the_line(
    line: Subscription, bob: Member, carol: Member, soon: date
) -> None:
    split(line, soon, [(bob, Decimal("12.00")), (carol, Decimal("8.00"))], AMOUNTS)
    assert paid(line, soon) == {"Alice": 10, "Bob": 12, "Carol": 8}


def test_when_one_leaves_those_who_stay_pay_their_part(
    line: Subscription, alice: Member, bob: Member, carol: Member, soon: date
) -> None:
    split(line, soon, [(alice, Decimal(1)), (bob, Decimal(1)), (carol, Decimal(1))])
    Mail.objects.all().delete()
    later = soon + timedelta(days=20)
    leave_split(line, bob, on=later, actor=None)
    assert paid(line, later - timedelta(days=1)) == {"Alice": 10, "Bob": 10, "Carol": 10}
    assert paid(line, later) == {"Alice": 15, "Carol": 15}
    assert Mail.objects.count() == 3
    with pytest.raises(InvalidInput) as refusal:
        leave_split(line, bob, on=later, actor=None)
    assert refusal.value.field == "on"


def test_the_last_one_who_stays_pays_the_whole(
    line: Subscription, alice: Member, bob: Member, soon: date
) -> None:
    split(line, soon, [(alice, Decimal(1)), (bob, Decimal(2))])
    leave_split(line, bob, on=soon + timedelta(days=20), actor=None)
    assert paid(line, soon + timedelta(days=20)) == {"Alice": 30}
    assert not line.splits.get(starts_on=soon + timedelta(days=20)).shares.exists()


def test_an_amount_that_leaves_falls_on_the_others_in_proportion(
    line: Subscription, bob: Member, carol: Member, soon: date
) -> None:
    split(line, soon, [(bob, Decimal("15.00")), (carol, Decimal("5.00"))], AMOUNTS)
    leave_split(line, bob, on=soon + timedelta(days=20), actor=None)
    assert paid(line, soon + timedelta(days=20)) == {"Alice": 20, "Carol": 10}


def test_whoever_leaves_also_leaves_the_splits_to_come(
    line: Subscription, alice: Member, bob: Member, carol: Member, soon: date
) -> None:
    later = soon + timedelta(days=40)
    split(line, soon, [(alice, Decimal(1)), (bob, Decimal(1))])
    split(line, later, [(alice, Decimal(1)), (bob, Decimal(1)), (carol, Decimal(2))])
    leave_split(line, bob, on=soon + timedelta(days=5), actor=None)
    assert paid(line, soon + timedelta(days=5)) == {"Alice": 30}
    assert paid(line, later) == {"Alice": 10, "Carol": 20}


def test_a_departure_leaves_the_split_that_day_and_the_others_are_told(
    line: Subscription, alice: Member, bob: Member, carol: Member, soon: date
) -> None:
    split(line, soon, [(alice, Decimal(1)), (bob, Decimal(1)), (carol, Decimal(1))])
    Mail.objects.all().delete()
    on = soon + timedelta(days=1)
    record_departure(bob, on=on, actor=None)
    assert paid(line, on) == {"Alice": 15, "Carol": 15}
    assert {mail.to for mail in Mail.objects.all()} >= {"alice@example.org", "carol@example.org"}


def test_a_departure_on_closed_days_counts_from_the_first_open_one(
    line: Subscription, alice: Member, bob: Member, closed_yesterday: date
) -> None:
    today = timezone.localdate()
    split_cost(
        line,
        starts_on=today,
        mode=PARTS,
        shares=[(alice, Decimal(1)), (bob, Decimal(1))],
        actor=None,
        everyone_agreed=True,
    )
    record_departure(bob, on=today - timedelta(days=30), actor=None)
    assert paid(line, today) == {"Alice": 30}


@pytest.fixture
def closed_yesterday() -> Iterator[date]:
    last = timezone.localdate() - timedelta(days=1)

    def tell() -> date:
        return last

    closed_days.CLOSED.register(tell)
    yield last
    closed_days.CLOSED.forget(tell)


def test_notice_is_seven_days_unless_everyone_agreed(
    line: Subscription, alice: Member, bob: Member
) -> None:
    shares, today = [(alice, Decimal(1)), (bob, Decimal(1))], timezone.localdate()
    with pytest.raises(InvalidInput) as refusal:
        split(line, today + timedelta(days=6), shares)
    assert refusal.value.field == "starts_on"
    assert not Split.objects.exists() and not Mail.objects.exists()
    split_cost(line, starts_on=today, mode=PARTS, shares=shares, actor=None, everyone_agreed=True)
    assert paid(line, today) == {"Alice": 15, "Bob": 15}


@pytest.mark.parametrize(
    ("mode", "values"),
    [
        (PARTS, ["1"]),
        (PARTS, ["1", "0"]),
        (PARTS, ["1", "1.5"]),
        (PARTS, ["1", "1001"]),
        (AMOUNTS, ["20.00", "10.01"]),
        (AMOUNTS, ["20.00", "-1.00"]),
        (AMOUNTS, ["20.00", "0.001"]),
        (AMOUNTS, ["NaN", "1"]),
    ],
)
def test_wrong_shares_are_refused_whole(
    line: Subscription, alice: Member, bob: Member, soon: date, mode: str, values: list[str]
) -> None:
    shares = [(who, Decimal(value)) for who, value in zip([alice, bob], values, strict=False)]
    with pytest.raises(InvalidInput) as refusal:
        split(line, soon, shares, mode)
    assert refusal.value.field == "shares"
    assert not Split.objects.exists() and not Mail.objects.exists()


def test_a_member_twice_or_gone_or_an_unknown_mode_is_refused(
    line: Subscription, alice: Member, bob: Member, soon: date
) -> None:
    with pytest.raises(InvalidInput):
        split(line, soon, [(alice, Decimal(1)), (alice, Decimal(1))])
    with pytest.raises(InvalidInput):
        split(line, soon, [(alice, Decimal(1)), (bob, Decimal(1))], "thirds")
    record_departure(bob, on=timezone.localdate(), actor=None)
    with pytest.raises(DomainError):
        split(line, soon, [(alice, Decimal(1)), (bob, Decimal(1))])
    assert not Split.objects.exists()


def test_nothing_is_split_before_a_split_that_stands(
    line: Subscription, alice: Member, bob: Member, soon: date
) -> None:
    shares = [(alice, Decimal(1)), (bob, Decimal(1))]
    split(line, soon + timedelta(days=5), shares)
    with pytest.raises(InvalidInput):
        split(line, soon, shares)
    with pytest.raises(InvalidInput):
        end_split(line, on=soon, actor=None)
    split(line, soon + timedelta(days=5), [(alice, Decimal(2)), (bob, Decimal(1))])
    assert Split.objects.count() == 1
    end_split(line, on=soon + timedelta(days=6), actor=None)
    assert paid(line, soon + timedelta(days=6)) == {"Alice": 30}
    with pytest.raises(DomainError):
        end_split(line, on=soon + timedelta(days=7), actor=None)


def test_whoever_has_no_address_is_not_told(line: Subscription, alice: Member, soon: date) -> None:
    silent = MemberFactory.create(email="")
    made = split(line, soon, [(alice, Decimal(1)), (silent, Decimal(1))])
    assert made.told_at is None and Mail.objects.count() == 1


def test_an_ended_line_is_shared_no_more(line: Subscription, alice: Member, bob: Member) -> None:
    line.state, line.ended_on = SubscriptionState.ENDED, timezone.localdate()
    line.save()
    with pytest.raises(DomainError):
        split_cost(
            line,
            starts_on=timezone.localdate() - timedelta(days=5),
            mode=PARTS,
            shares=[(alice, Decimal(1)), (bob, Decimal(1))],
            actor=None,
            everyone_agreed=True,
        )


@given(
    parts=st.lists(st.integers(1, 1000), min_size=2, max_size=6),
    price=st.decimals("0", "999.99", places=2),
    mode=st.sampled_from(SplitMode),
)
@hypothesis_settings(max_examples=15, deadline=None)
def test_the_shares_are_the_price_to_the_cent_before_and_after_a_leave(
    parts: list[int], price: Decimal, mode: str
) -> None:
    line = SubscriptionFactory.create(monthly_price=price)
    sharers = MemberFactory.create_batch(len(parts))
    soon = timezone.localdate() + timedelta(days=10)
    asked = [(who, Decimal(part)) for who, part in zip(sharers, parts, strict=True)]
    if mode == AMOUNTS:
        each = (price / len(parts)).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
        if not each:
            return
        asked = [(who, each) for who in sharers]
    split(line, soon, asked, mode)
    assert total(paid_by_pk(line, soon)) == price
    leave_split(line, sharers[0], on=soon + timedelta(days=1), actor=None)
    assert total(paid_by_pk(line, soon + timedelta(days=1))) == price


def paid_by_pk(line: Subscription, day: date) -> list[Decimal]:
    subscription = pricing.with_prices(Subscription.objects.all()).get(pk=line.pk)
    return list(sharing.paid_on(subscription, day).values())


def test_a_request_waits_once_and_goes_with_its_answer(
    line: Subscription, alice: Member, bob: Member, soon: date, charlie: User
) -> None:
    ask_to_share(line, words="With Bob, half each", actor=None)
    with pytest.raises(DomainError):
        ask_to_share(line, words="Again", actor=None)
    with pytest.raises(InvalidInput) as refusal:
        decline_sharing(line, answer=" ", actor=charlie)
    assert refusal.value.field == "answer"
    decline_sharing(line, answer="Not on this line.", actor=charlie)
    assert not SharingRequest.objects.exists()
    assert "Not on this line." in Mail.objects.get(to="alice@example.org").body
    with pytest.raises(DomainError):
        decline_sharing(line, answer="Twice", actor=charlie)

    ask_to_share(line, words="With Bob, half each", actor=None)
    split(line, soon, [(alice, Decimal(1)), (bob, Decimal(1))])
    assert not SharingRequest.objects.exists()
    assert AuditEntry.objects.filter(action="subscriptions.sharing_answered").count() == 2


@pytest.mark.parametrize("words", ["", "   ", "x" * 2001])
def test_a_request_says_something(line: Subscription, words: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask_to_share(line, words=words, actor=None)
    assert refusal.value.field == "words"
