"""Payments on line: begun, closed, refunded, disputed; stored cards and accounts, and their charges."""

from datetime import date
from decimal import Decimal

from coin.billing import actions
from coin.billing.enums import OnlineKind, OnlineState
from coin.billing.models import OnlinePayment, Payment, StoredMeans
from coin.billing.online import announcing, beginning, keeping, refunding, taking
from coin.core.models import Association
from coin.members.models import Member, User
from tests.billing.online.conftest import issued, keep
from tests.billing.online.fake import FakeStripe
from tests.factories import PaymentFactory
from tests.journal.provoking import Row, provokes

DAY = date(2026, 12, 23)


@provokes(actions.ONLINE_BEGUN)
def a_payment_on_line_is_begun(stripe: FakeStripe, alice: Member, by: User) -> Row:
    attempt, _url = beginning.top_up(alice, amount=Decimal(20), actor=by)
    return Row(attempt, alice, changes=("kind", "amount"))


@provokes(actions.ONLINE_CLOSED)
def a_payment_on_line_is_closed(alice: Member) -> Row:
    attempt = OnlinePayment.objects.create(member=alice, kind=OnlineKind.TOP_UP, amount=Decimal(20))
    taking.close(attempt, OnlineState.EXPIRED)
    return Row(attempt, alice, changes=("state",), by_itself=True)


@provokes(actions.ONLINE_MONEY_BACK)
def money_of_a_payment_goes_back(stripe: FakeStripe, alice: Member) -> Row:
    attempt = refunded(stripe, alice)
    return Row(attempt, alice, changes=("refunded", "disputed"), by_itself=True)


@provokes(actions.PAYMENT_RECORDED)
def what_is_left_of_a_refunded_payment_is_recorded(stripe: FakeStripe, alice: Member) -> list[Row]:
    refunded(stripe, alice)
    first, _back, left = Payment.objects.order_by("pk")
    return [
        Row(first, alice, changes=("amount", "means"), by_itself=True),
        Row(left, alice, changes=("amount", "moved_from"), by_itself=True),
    ]


@provokes(actions.ONLINE_REFUND_ASKED)
def a_refund_is_asked_for(alice: Member, by: User) -> Row:
    attempt = paid(alice)
    refunding.ask_refund(attempt, amount="5.00", actor=by)
    return Row(attempt, alice, changes=("refund_asked",))


@provokes(actions.ONLINE_REFUND_REFUSED)
def a_refund_is_refused(stripe: FakeStripe, alice: Member) -> Row:
    attempt = paid_at_stripe(stripe, alice)
    stripe.find(stripe.find(attempt.intent_id, "payment_intent")["latest_charge"], "charge")[
        "disputed"
    ] = True
    refunding.ask_refund(attempt, amount="5.00", actor=None)
    refunding.refund(attempt)
    return Row(attempt, alice, by_itself=True)


@provokes(actions.ONLINE_DISPUTE_SEEN)
def a_dispute_is_seen(alice: Member, by: User) -> Row:
    attempt = paid(alice)
    refunding.see_dispute(attempt, actor=by)
    return Row(attempt, alice)


@provokes(actions.MEANS_KEPT)
def a_card_is_kept(stripe: FakeStripe, alice: Member) -> Row:
    return Row(keep(stripe, alice), alice, changes=("kind", "last4"), by_itself=True)


@provokes(actions.MEANS_REMOVED)
def a_card_is_removed(alice: Member, by: User) -> Row:
    means = card(alice)
    keeping.remove(means, actor=by)
    return Row(means, alice)


@provokes(actions.CHARGE_ANNOUNCED)
def a_charge_is_announced(
    stripe: FakeStripe, association: Association, alice: Member, by: User
) -> Row:
    issued(alice)
    card(alice)
    (charge,) = announcing.announce_charges(association, charge_on=str(DAY), actor=by)
    return Row(charge, alice, changes=("amount",))


@provokes(actions.CHARGE_WITHDRAWN)
def a_charge_is_withdrawn(alice: Member, by: User) -> Row:
    charge = OnlinePayment.objects.create(
        member=alice, kind=OnlineKind.CHARGE, amount=Decimal(8), means=card(alice), charge_on=DAY
    )
    announcing.withdraw_charge(charge, actor=by)
    return Row(charge, alice)


def card(member: Member) -> StoredMeans:
    return StoredMeans.objects.create(
        member=member,
        kind="card",
        customer_id="cus_1",
        method_id="pm_1",
        brand="visa",
        last4="4242",
    )


def paid(member: Member) -> OnlinePayment:
    """20 € received, recorded in coin alone: the fake Stripe knows nothing of it."""
    return OnlinePayment.objects.create(
        member=member,
        kind=OnlineKind.TOP_UP,
        amount=Decimal(20),
        state=OnlineState.PAID,
        payment=PaymentFactory.create(member=member, amount=Decimal(20)),
        paid_on=date(2026, 11, 20),
    )


def paid_at_stripe(stripe: FakeStripe, member: Member) -> OnlinePayment:
    """20 € paid in advance by card, at the fake Stripe."""
    attempt, _url = beginning.top_up(member, amount=Decimal(20), actor=None)
    stripe.pay(attempt.session_id)
    return taking.refresh(attempt)


def refunded(stripe: FakeStripe, member: Member) -> OnlinePayment:
    """20 € paid in advance by card, of which 5 € were refunded."""
    attempt = paid_at_stripe(stripe, member)
    stripe.create_refund({"payment_intent": attempt.intent_id, "amount": "500"})
    return taking.refresh(attempt)
