"""Charges by a card or an account that is kept: announced, made once, declined without a loop, found after a crash."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from coin.billing.enums import OnlineState, PaymentMeans
from coin.billing.models import OnlinePayment, Payment, StoredMeans
from coin.billing.online import announcing, beginning, charging, keeping, resolving, taking
from coin.billing.online.plan import first_day, plan
from coin.billing.online.stripe import gateway
from coin.billing.payments.services import record_payment
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, Mail
from coin.members.models import Member
from tests.billing.online.conftest import Tell, documents_of, issued, keep
from tests.billing.online.fake import FakeStripe

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 23)


@pytest.fixture
def announced(kept: StoredMeans, association: Association) -> OnlinePayment:
    (charge,) = announcing.announce_charges(association, charge_on="2026-12-23", actor=None)
    return charge


@pytest.fixture
def on_the_day(announced: OnlinePayment) -> Iterator[OnlinePayment]:
    with time_machine.travel("2026-12-23T09:00:00+01:00", tick=True):
        yield announced


def test_the_look_says_who_how_much_and_what_is_odd(kept: StoredMeans, bob: Member) -> None:
    issued(bob)
    charge_plan = plan(DAY)
    (line,) = charge_plan.lines
    assert (line.member, line.means, line.amount) == (kept.member, kept, Decimal("20.00"))
    assert len(line.odd) == 1
    assert charge_plan.total == Decimal("20.00")


def test_what_is_due_later_is_left(kept: StoredMeans) -> None:
    assert plan(date(2026, 12, 21)).lines == []


def test_a_card_that_will_have_expired_is_set_aside(kept: StoredMeans) -> None:
    assert kept.expires_on == date(2029, 1, 1)
    StoredMeans.objects.update(expires_on=DAY)
    charge_plan = plan(DAY)
    assert (charge_plan.lines, [member for member, _why in charge_plan.asides]) == (
        [],
        [kept.member],
    )


def test_looking_takes_the_same_queries_for_many(
    stripe: FakeStripe,
    kept: StoredMeans,
    bob: Member,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(4):
        plan(DAY)
    keep(stripe, bob)
    issued(bob)
    with django_assert_num_queries(4):
        assert len(plan(DAY).lines) == 2


def test_members_are_told_beforehand_and_nothing_is_taken_yet(
    stripe: FakeStripe, announced: OnlinePayment
) -> None:
    charging.charge_due()
    assert announced.amount == Decimal("20.00")
    assert not stripe.all("payment_intent")
    mail = Mail.objects.get(kind="billing.charge_announced")
    assert "20,00" in mail.body and "4242" in mail.body


def test_the_notice_of_debits_is_kept(kept: StoredMeans, association: Association) -> None:
    early = (first_day() - timedelta(days=1)).isoformat()
    for day in (early, "2028-01-01", "never"):
        with pytest.raises(InvalidInput) as refused:
            announcing.announce_charges(association, charge_on=day, actor=None)
        assert refused.value.field == "charge_on"


def test_announced_twice_is_announced_once(
    announced: OnlinePayment, association: Association
) -> None:
    with pytest.raises(DomainError):
        announcing.announce_charges(association, charge_on="2026-12-24", actor=None)
    assert OnlinePayment.objects.filter(kind="charge").count() == 1


def test_on_its_day_it_is_taken_once(stripe: FakeStripe, on_the_day: OnlinePayment) -> None:
    for _time in range(3):
        charging.charge_due()
    on_the_day.refresh_from_db()
    assert on_the_day.state == OnlineState.PAID
    payment = Payment.objects.get()
    assert (payment.amount, payment.means) == (Decimal("20.00"), PaymentMeans.CARD)
    assert len(stripe.all("payment_intent")) == 1


def test_an_account_takes_days(stripe: FakeStripe, owing: Member, association: Association) -> None:
    keep(stripe, owing, "sepa_debit")
    announcing.announce_charges(association, charge_on="2026-12-23", actor=None)
    with time_machine.travel("2026-12-23T09:00:00+01:00"):
        charging.charge_due()
        row = OnlinePayment.objects.get(kind="charge")
        assert row.state == OnlineState.PROCESSING
        assert plan(DAY).lines == []
        stripe.settle(row.intent_id)
        resolving.resolve()
        row.refresh_from_db()
        assert row.state == OnlineState.PAID


def test_what_died_after_the_charge_is_found_again(
    stripe: FakeStripe, on_the_day: OnlinePayment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker is killed after Stripe's answer and before the row is written."""

    class Killed(BaseException):
        pass

    def die(attempt: OnlinePayment) -> OnlinePayment:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(taking, "refresh", die)
        with pytest.raises(Killed):
            charging.charge_due()
    OnlinePayment.objects.update(intent_id="")  # nor was the answer written
    stripe.answers.clear()  # and Stripe forgot the key, as it does after a day
    record_payment(
        on_the_day.member, amount=Decimal("20"), received_on=DAY, means="cash", actor=None
    )
    resolving.resolve()
    on_the_day.refresh_from_db()
    assert on_the_day.state == OnlineState.PAID
    assert len(stripe.all("payment_intent")) == 1
    assert Payment.objects.filter(means=PaymentMeans.CARD).count() == 1


def test_what_died_is_found_by_its_event_too(
    stripe: FakeStripe, on_the_day: OnlinePayment, tell: Tell
) -> None:
    means = on_the_day.means
    assert means is not None
    charge = gateway.charge(
        key=str(on_the_day.key),
        amount=on_the_day.amount,
        kind=means.kind,
        customer_id=means.customer_id,
        method_id=means.method_id,
        words="x",
    )
    tell("payment_intent.succeeded", charge.id)
    on_the_day.refresh_from_db()
    assert on_the_day.state == OnlineState.PAID


def test_an_answer_that_is_lost_charges_once(stripe: FakeStripe, on_the_day: OnlinePayment) -> None:
    stripe.drops_next = 1
    charging.charge_due()
    on_the_day.refresh_from_db()
    assert on_the_day.state == OnlineState.PAID
    assert len(stripe.all("payment_intent")) == 1


def test_a_stripe_that_is_down_leaves_it_for_the_next_turn(
    stripe: FakeStripe, on_the_day: OnlinePayment
) -> None:
    stripe.is_down = True
    charging.charge_due()
    on_the_day.refresh_from_db()
    assert on_the_day.state == OnlineState.OPEN
    stripe.is_down = False
    charging.charge_due()
    on_the_day.refresh_from_db()
    assert on_the_day.state == OnlineState.PAID


def test_declined_is_told_and_not_tried_again(
    stripe: FakeStripe, on_the_day: OnlinePayment
) -> None:
    means = on_the_day.means
    assert means is not None
    stripe.declines[means.method_id] = "card_declined"
    for _time in range(3):
        charging.charge_due()
        resolving.resolve()
    on_the_day.refresh_from_db()
    assert on_the_day.state == OnlineState.FAILED
    assert len(stripe.all("payment_intent")) == 1
    assert not Payment.objects.exists()
    mail = Mail.objects.get(kind="billing.online_failed")
    assert "declined" in mail.body
    later = plan(timezone.localdate() + timedelta(days=14))
    assert any("declin" in odd or "refus" in odd for odd in later.lines[0].odd)


@pytest.mark.parametrize("amount", ["3.00", "20.00"])
def test_what_is_no_longer_due_is_not_taken(
    stripe: FakeStripe, on_the_day: OnlinePayment, amount: str
) -> None:
    record_payment(
        on_the_day.member, amount=Decimal(amount), received_on=DAY, means="cash", actor=None
    )
    charging.charge_due()
    on_the_day.refresh_from_db()
    assert on_the_day.state == OnlineState.EXPIRED
    assert not stripe.all("payment_intent")


def test_the_member_may_pay_before_by_another_way(
    stripe: FakeStripe, announced: OnlinePayment, owing: Member
) -> None:
    beginning.pay_documents(owing, documents=documents_of(owing)[:1], actor=None)
    announced.refresh_from_db()
    assert announced.state == OnlineState.EXPIRED


def test_on_the_day_it_is_too_late_to_withdraw(
    stripe: FakeStripe, on_the_day: OnlinePayment, owing: Member
) -> None:
    with pytest.raises(DomainError):
        announcing.withdraw_charge(on_the_day, actor=None)
    with pytest.raises(DomainError):
        beginning.pay_documents(owing, documents=documents_of(owing), actor=None)


def test_a_card_that_is_removed_takes_nothing_and_is_forgotten(
    stripe: FakeStripe, announced: OnlinePayment, kept: StoredMeans
) -> None:
    keeping.remove(kept, actor=None)
    announced.refresh_from_db()
    assert announced.state == OnlineState.EXPIRED
    resolving.resolve()
    kept.refresh_from_db()
    assert (kept.is_on, kept.customer_id) == (False, "")
    assert stripe.objects[kept.method_id]["customer"] is None
    assert all(customer["deleted"] for customer in stripe.all("customer"))
    with pytest.raises(DomainError):
        keeping.remove(kept, actor=None)


def test_another_card_takes_the_place_of_the_first(
    stripe: FakeStripe, kept: StoredMeans, owing: Member
) -> None:
    second = keep(stripe, owing)
    kept.refresh_from_db()
    assert (kept.is_on, second.is_on) == (False, True)
    assert second.customer_id == kept.customer_id
    resolving.resolve()
    assert stripe.objects[kept.method_id]["customer"] is None
    assert stripe.objects[second.method_id]["customer"] == second.customer_id


def test_a_visit_that_ended_twice_keeps_one_card(stripe: FakeStripe, kept: StoredMeans) -> None:
    attempt = OnlinePayment.objects.get(kind="setup")
    for _time in range(2):
        assert taking.refresh(attempt).state == OnlineState.PAID
    assert StoredMeans.objects.count() == 1
    assert (kept.brand, kept.last4) == ("Visa", "4242")
