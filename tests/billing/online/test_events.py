"""Messages from Stripe: late, twice, in the wrong order, about an unknown object, forged, too large."""

import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import checks
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.billing.checks import stripe_pair
from coin.billing.enums import OnlineState
from coin.billing.models import OnlineEvent, OnlinePayment, Payment, StoredMeans
from coin.billing.online import events, resolving
from coin.core.models import Mail
from coin.members.models import Member
from tests.billing.online.conftest import Tell, keep, post
from tests.billing.online.fake import SECRET, FakeStripe

pytestmark = pytest.mark.django_db
DONE = "checkout.session.completed"


def test_a_payment_told_is_written(stripe: FakeStripe, begun: OnlinePayment, tell: Tell) -> None:
    stripe.pay(begun.session_id)
    event = tell(DONE, begun.session_id)
    assert event.handled_at is not None
    begun.refresh_from_db()
    assert begun.state == OnlineState.PAID


def test_the_same_message_twice_is_kept_once(
    stripe: FakeStripe, begun: OnlinePayment, client: Client
) -> None:
    stripe.pay(begun.session_id)
    body = stripe.event(DONE, begun.session_id)
    assert [post(client, stripe, body) for _time in range(3)] == [200, 200, 200]
    event = OnlineEvent.objects.get()
    assert events.handle(event) and events.handle(event)
    assert Payment.objects.count() == 1


def test_every_message_of_one_payment_writes_it_once(
    stripe: FakeStripe, begun: OnlinePayment, tell: Tell
) -> None:
    intent = stripe.pay(begun.session_id)
    charge = stripe.objects[intent]["latest_charge"]
    for type, pk in [
        ("charge.updated", charge),
        ("payment_intent.succeeded", intent),
        (DONE, begun.session_id),
        ("payment_intent.processing", intent),
    ]:
        assert tell(type, pk).error == ""
    assert Payment.objects.get().amount == Decimal("20.00")


def test_the_wrong_order_ends_the_same(
    stripe: FakeStripe, begun: OnlinePayment, client: Client
) -> None:
    """The refund is told first, then the success, then the processing: coin reads the object, not the message."""
    intent = stripe.pay(begun.session_id, kind="sepa_debit")
    first_message = stripe.event("payment_intent.processing", intent)
    stripe.settle(intent)
    second_message = stripe.event("checkout.session.async_payment_succeeded", begun.session_id)
    stripe.create_refund({"payment_intent": intent, "amount": "500"})
    charge = stripe.objects[intent]["latest_charge"]
    third_message = stripe.event("charge.refunded", charge)
    for body in (third_message, second_message, first_message):
        assert post(client, stripe, body) == 200
    assert events.handle_waiting() == 3
    begun.refresh_from_db()
    assert (begun.state, begun.refunded) == (OnlineState.PAID, Decimal("5.00"))
    assert sum(payment.amount for payment in Payment.objects.all()) == Decimal("15.00")


@pytest.mark.parametrize(
    ("type", "pk"),
    [
        (DONE, "cs_test_unknown"),
        ("payment_intent.succeeded", "pi_unknown"),
        ("charge.refunded", "ch_unknown"),
        ("charge.dispute.created", "dp_unknown"),
        ("payout.paid", "po_unknown"),
        ("payment_intent.succeeded", ""),
        ("mandate.updated", "mandate_unknown"),
    ],
)
def test_an_unknown_object_is_passed_over(tell: Tell, type: str, pk: str) -> None:
    assert tell(type, pk).handled_at is not None
    assert not Payment.objects.exists()


def test_a_payment_of_somebody_elses_shop_is_passed_over(stripe: FakeStripe, tell: Tell) -> None:
    theirs = stripe.new(
        "pi",
        "payment_intent",
        status="succeeded",
        metadata={"coin": "not-a-key"},
        amount_received=5,
    )
    assert tell("payment_intent.succeeded", theirs["id"]).handled_at is not None
    assert not Payment.objects.exists()


def test_what_coin_does_not_follow_is_answered_and_not_kept(
    stripe: FakeStripe, client: Client
) -> None:
    assert post(client, stripe, stripe.event("customer.created", "cus_1")) == 200
    assert not OnlineEvent.objects.exists()


def test_a_message_that_is_not_signed_is_refused(
    stripe: FakeStripe, begun: OnlinePayment, client: Client
) -> None:
    stripe.pay(begun.session_id)
    body = stripe.event(DONE, begun.session_id)
    good = stripe.signature(body)
    forged = [
        "",
        "t=1,v1=00",
        "nonsense",
        "t=é,v1=é",
        stripe.signature(body, secret="whsec_other"),
        stripe.signature(body, at=time.time() - 3600),
        stripe.signature(body + b" "),
    ]
    for signature in forged:
        assert post(client, stripe, body, signature or " ") == 400
    assert post(client, stripe, body.replace(b"completed", b"expired!!"), good) == 400
    assert not OnlineEvent.objects.exists()


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b"null", b'{"id": 1}', b"\xff\xfe", b'{"id": "evt", "type": []}', b"{"]
)
def test_a_message_that_is_signed_and_makes_no_sense_is_refused(
    stripe: FakeStripe, client: Client, body: bytes
) -> None:
    signature = stripe.signature(body) if body.isascii() else "t=1,v1=1"
    assert post(client, stripe, body, signature) == 400


def test_a_message_too_large_is_refused_unread(stripe: FakeStripe, client: Client) -> None:
    assert post(client, stripe, b"x" * (events.MOST_BYTES + 1)) == 413


def test_neither_a_session_nor_a_token_is_needed_nor_given(
    stripe: FakeStripe, begun: OnlinePayment
) -> None:
    strict = Client(enforce_csrf_checks=True)
    body = stripe.event(DONE, begun.session_id)
    headers = {"Stripe-Signature": stripe.signature(body)}
    address = reverse("stripe-events")
    answer = strict.post(address, body, content_type="application/json", headers=headers)
    assert answer.status_code == 200
    assert not answer.cookies
    assert strict.get(address).status_code == 405


def test_without_keys_there_is_no_such_address(client: Client, db: None) -> None:
    assert client.post(reverse("stripe-events"), b"{}", content_type="x").status_code == 404


def test_what_fails_is_tried_again_by_the_periodic_job(
    stripe: FakeStripe, begun: OnlinePayment, tell: Tell
) -> None:
    stripe.pay(begun.session_id)
    stripe.is_down = True
    event = tell(DONE, begun.session_id)
    assert (event.handled_at, event.tries) == (None, 1)
    assert event.error
    stripe.is_down = False
    resolving.resolve()
    begun.refresh_from_db()
    event.refresh_from_db()
    assert begun.state == OnlineState.PAID
    assert event.handled_at is not None


def test_a_message_told_a_day_late_is_handled(
    stripe: FakeStripe, begun: OnlinePayment, tell: Tell
) -> None:
    stripe.expire({}, begun.session_id)
    OnlinePayment.objects.update(created_at=timezone.now() - timedelta(days=1))
    tell("checkout.session.expired", begun.session_id)
    begun.refresh_from_db()
    assert begun.state == OnlineState.EXPIRED


def test_a_mandate_that_the_bank_ended_serves_no_more(
    stripe: FakeStripe, owing: Member, tell: Tell
) -> None:
    means = keep(stripe, owing, "sepa_debit")
    tell("mandate.updated", means.mandate_id)
    assert StoredMeans.objects.get().is_on
    stripe.objects[means.mandate_id]["status"] = "inactive"
    for _time in range(2):
        tell("mandate.updated", means.mandate_id)
    assert not StoredMeans.objects.get().is_on
    assert Mail.objects.filter(kind="billing.means_off").count() == 1


def test_one_key_without_the_other_is_said(settings: object) -> None:
    both = {"secret_key": "sk_test_x", "webhook_secret": SECRET, "api": ""}
    settings.COIN_STRIPE = both  # type: ignore[attr-defined]
    assert stripe_pair(None) == []
    settings.COIN_STRIPE = both | {"webhook_secret": ""}  # type: ignore[attr-defined]
    (message,) = stripe_pair(None)
    assert isinstance(message, checks.Error)
    assert message.id == "coin.E020"
