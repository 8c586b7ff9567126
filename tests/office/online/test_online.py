"""Payments on line in the office: listed, charged and refunded by two people, withdrawn, dealt with.

The pages are hidden without Stripe's keys.
"""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coin.billing import capabilities
from coin.billing.documents.issuing import cancel
from coin.billing.enums import OnlineState
from coin.billing.models import OnlineEvent, OnlinePayment, OnlinePayout, Payment, StoredMeans
from coin.billing.online import refunding, taking
from coin.core.models import AuditEntry, Mail, Proposal, ProposalState
from coin.members.models import User
from tests.billing import conftest as billing
from tests.billing.online import conftest as given
from tests.billing.online.fake import FakeStripe
from tests.conftest import sign_in_by_force

pytestmark = pytest.mark.django_db
association, today = billing.association, billing.today
stripe, owing, begun = given.stripe, given.owing, given.begun
kept, paid = given.kept, given.paid
ONLINE = capabilities.ONLINE.slug
LISTS = ("online-payments", "online-payouts", "online-events")


@pytest.fixture
def treasury(
    stripe: FakeStripe, volunteer: Callable[..., User], sign_in: Callable[[User], Client]
) -> Client:
    return sign_in(volunteer(ONLINE))


def page(name: str, row: OnlinePayment) -> str:
    return reverse(f"office:{name}", args=[row.pk])


def test_a_charge_is_looked_at_then_announced(treasury: Client, kept: StoredMeans) -> None:
    address = reverse("office:online-charges") + "?charge_on=2026-12-23"
    look = treasury.get(address).content.decode()
    assert "20,00" in look and "4242" in look
    assert treasury.post(address, {"count": 2}).status_code == 409  # the page showed one charge
    assert treasury.post(address, {"count": 1, "reason": "mensuel"}).status_code == 302
    charge = OnlinePayment.objects.get(kind="charge")
    assert charge.amount == Decimal("20.00")
    assert Mail.objects.filter(kind="billing.charge_announced").count() == 1
    assert AuditEntry.objects.filter(action="billing.charge_announced").count() == 1


def test_it_waits_for_a_second_person(
    treasury: Client, kept: StoredMeans, volunteer: Callable[..., User]
) -> None:
    other = volunteer(ONLINE)
    address = reverse("office:online-charges") + "?charge_on=2026-12-23"
    treasury.post(address, {"count": 1, "reason": "mensuel"})
    assert not OnlinePayment.objects.filter(kind="charge").exists()
    proposal = Proposal.objects.get(state=ProposalState.WAITING)
    sign_in_by_force(treasury, other)
    confirm = reverse("office:proposal-confirm", args=[proposal.pk])
    more = given.issued(kept.member)
    # The sum is no longer that of the proposal.
    assert treasury.post(confirm, {"count": 1}).status_code == 409
    cancel(more, actor=None)
    treasury.post(confirm, {"count": 1})
    assert OnlinePayment.objects.filter(kind="charge").count() == 1


def test_a_day_too_near_is_said(treasury: Client, kept: StoredMeans) -> None:
    for day in ("2026-11-23", "rubbish", "2026-99-99"):
        answer = treasury.get(reverse("office:online-charges") + f"?charge_on={day}")
        assert answer.status_code == 200


def test_a_charge_is_withdrawn(treasury: Client, kept: StoredMeans) -> None:
    address = reverse("office:online-charges") + "?charge_on=2026-12-23"
    treasury.post(address, {"count": 1, "reason": "mensuel"})
    charge = OnlinePayment.objects.get(kind="charge")
    assert "20,00" in treasury.get(page("online-withdraw", charge)).content.decode()
    treasury.post(page("online-withdraw", charge), {"count": 1})
    charge.refresh_from_db()
    assert charge.state == OnlineState.EXPIRED


def test_a_part_is_refunded(treasury: Client, stripe: FakeStripe, paid: OnlinePayment) -> None:
    assert 'value="20' in treasury.get(page("online-refund", paid)).content.decode()
    too_much = treasury.post(page("online-refund", paid), {"amount": "21", "reason": "x"})
    assert too_much.status_code == 422
    answer = treasury.post(page("online-refund", paid), {"amount": "5,00", "reason": "doublon"})
    assert answer.status_code == 302
    paid.refresh_from_db()
    assert paid.refund_asked == Decimal("5.00")
    refunding.refund(paid)
    assert "5,00" in treasury.get(page("online-payment", paid)).content.decode()


def test_what_is_not_paid_is_not_refunded(treasury: Client, begun: OnlinePayment) -> None:
    assert treasury.get(page("online-refund", begun)).status_code == 404


def test_stripe_is_asked_again(treasury: Client, stripe: FakeStripe, begun: OnlinePayment) -> None:
    stripe.pay(begun.session_id)
    treasury.post(page("online-look", begun))
    begun.refresh_from_db()
    assert begun.state == OnlineState.PAID
    stripe.is_down = True
    assert treasury.post(page("online-look", begun), follow=True).status_code == 200


def test_a_dispute_is_on_the_board_until_somebody_saw_to_it(
    treasury: Client, stripe: FakeStripe, paid: OnlinePayment
) -> None:
    stripe.dispute(paid.intent_id)
    taking.refresh(paid)
    address = page("online-payment", paid)
    assert address in treasury.get(reverse("office:home")).content.decode()
    assert "notice-warning" in treasury.get(address).content.decode()
    treasury.post(page("online-seen", paid))
    assert address not in treasury.get(reverse("office:home")).content.decode()


def test_messages_that_failed_are_tried_again(
    treasury: Client, stripe: FakeStripe, begun: OnlinePayment
) -> None:
    stripe.pay(begun.session_id)
    OnlineEvent.objects.create(
        event_id="evt_1",
        type="checkout.session.completed",
        object_id=begun.session_id,
        created_at="2026-11-22T10:00Z",
        tries=100,
        error="x",
    )
    assert begun.session_id in treasury.get(reverse("office:online-events")).content.decode()
    treasury.post(reverse("office:online-events-again"))
    begun.refresh_from_db()
    assert begun.state == OnlineState.PAID


@pytest.mark.parametrize("name", LISTS)
def test_lists_take_as_many_queries_for_one_row_as_for_three(
    treasury: Client,
    begun: OnlinePayment,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    name: str,
) -> None:
    for number in range(3):
        OnlinePayment.objects.create(member=begun.member, kind="top_up")
        OnlinePayout.objects.create(
            payout_id=f"po_{number}", amount=5, arrives_on="2026-11-22", state="paid"
        )
        OnlineEvent.objects.create(
            event_id=str(number),
            type="payout.paid",
            object_id="x",
            created_at="2026-11-22T10:00Z",
        )
    address = reverse(f"office:{name}")
    treasury.get(address)
    with django_assert_max_num_queries(16):
        assert treasury.get(address).status_code == 200
    for query in ("?q=Durand", "?state=open", "?q=po_1", "?sort=created_at", "?format=csv"):
        assert treasury.get(address + query).status_code == 200


def test_an_unknown_one_is_not_found(treasury: Client) -> None:
    for name in ("payment", "refund", "withdraw"):
        assert treasury.get(reverse(f"office:online-{name}", args=[999])).status_code == 404


def test_without_keys_nothing_of_it_is_there(
    volunteer: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(volunteer(ONLINE))
    for name in (*LISTS, "online-charges"):
        assert client.get(reverse(f"office:{name}")).status_code == 404
    assert (
        reverse("office:online-payments") not in client.get(reverse("office:home")).content.decode()
    )


def test_what_was_paid_on_line_is_not_reversed_by_hand(
    paid: OnlinePayment, volunteer: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(volunteer(capabilities.PAYMENTS.slug, ONLINE))
    assert paid.payment is not None
    address = reverse("office:payment-reverse", args=[paid.payment.pk])
    assert page("online-payment", paid) in client.get(address).content.decode()
    assert client.post(address, {"reason": "erreur"}).status_code in (409, 422)
    assert not Payment.objects.filter(reverses=paid.payment).exists()
