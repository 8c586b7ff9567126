"""A member pays on Stripe's page: whatever they click, the money is recorded once and each document asked for once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from coin.billing.balance import queries
from coin.billing.debits import services as debits
from coin.billing.debits.plan import plan
from coin.billing.enums import OnlineState, PaymentMeans
from coin.billing.models import Debit, OnlinePayment, Payment
from coin.billing.online import beginning, resolving, taking
from coin.billing.online.stripe import gateway
from coin.billing.payments.services import reverse_payment
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association, Mail
from coin.members.models import Member
from tests.billing.debits.conftest import COLLECTION, ICS, signed
from tests.billing.online.conftest import documents_of, issued
from tests.billing.online.fake import FakeStripe

pytestmark = pytest.mark.django_db


def test_what_is_paid_is_written_once_with_its_fee(
    stripe: FakeStripe, begun: OnlinePayment, owing: Member
) -> None:
    assert begun.amount == Decimal("20.00")
    stripe.pay(begun.session_id)
    for _time in range(3):
        row = taking.refresh(begun)
    assert (row.state, row.fee) == (OnlineState.PAID, Decimal("0.55"))
    payment = Payment.objects.get()
    assert (payment.amount, payment.means) == (Decimal("20.00"), PaymentMeans.CARD)
    assert payment.recorded_by is None and payment.received_on == timezone.localdate()
    assert queries.balance(owing) == 0


def test_stripe_is_told_what_is_paid_in_the_members_language(
    stripe: FakeStripe, begun: OnlinePayment
) -> None:
    _method, _path, params = stripe.asked[-1]
    assert [item["price_data"]["unit_amount"] for item in params["line_items"]] == ["800", "1200"]
    assert params["locale"] == "fr"
    assert params["metadata"]["coin"] == str(begun.key)
    assert params["success_url"] == params["cancel_url"]
    assert "/espace/" in params["success_url"]


def test_nothing_is_written_while_nothing_is_paid(stripe: FakeStripe, begun: OnlinePayment) -> None:
    assert taking.refresh(begun).state == OnlineState.OPEN
    assert not Payment.objects.exists()


def test_another_attempt_closes_the_page_of_the_first(
    stripe: FakeStripe, begun: OnlinePayment, owing: Member
) -> None:
    again, url = beginning.pay_documents(owing, documents=documents_of(owing)[:1], actor=None)
    begun.refresh_from_db()
    assert begun.state == OnlineState.EXPIRED
    assert stripe.objects[begun.session_id]["status"] == "expired"
    assert again.amount == Decimal("8.00") and url.startswith(gateway.PAGE)


def test_what_was_paid_meanwhile_is_written_instead_of_asked_again(
    stripe: FakeStripe, begun: OnlinePayment, owing: Member
) -> None:
    stripe.pay(begun.session_id)
    with pytest.raises(InvalidInput) as refused:
        beginning.pay_documents(owing, documents=documents_of(owing), actor=None)
    assert refused.value.field == "documents"
    assert Payment.objects.count() == 1


def test_sepa_is_on_its_way_and_nothing_else_asks_for_it(
    stripe: FakeStripe, begun: OnlinePayment, owing: Member
) -> None:
    intent = stripe.pay(begun.session_id, kind="sepa_debit")
    assert taking.refresh(begun).state == OnlineState.PROCESSING
    assert not Payment.objects.exists()
    with pytest.raises(DomainError):
        beginning.pay_documents(owing, documents=documents_of(owing)[1:], actor=None)
    stripe.settle(intent)
    assert taking.refresh(begun).state == OnlineState.PAID
    assert Payment.objects.get().means == PaymentMeans.SEPA_DEBIT


def test_sepa_that_fails_is_told_and_frees_the_documents(
    stripe: FakeStripe, begun: OnlinePayment, owing: Member
) -> None:
    intent = stripe.pay(begun.session_id, kind="sepa_debit")
    taking.refresh(begun)
    stripe.fail(intent)
    for _time in range(2):
        assert taking.refresh(begun).state == OnlineState.FAILED
    mail = Mail.objects.get(kind="billing.online_failed")
    assert "20,00" in mail.body and "not enough money" in mail.body
    beginning.pay_documents(owing, documents=documents_of(owing), actor=None)


def test_documents_of_another_member_and_paid_ones_are_refused(
    stripe: FakeStripe, paid: OnlinePayment, owing: Member, bob: Member
) -> None:
    theirs = issued(bob)
    for documents in ([theirs.pk], documents_of(owing), [], [999_999]):
        with pytest.raises(InvalidInput):
            beginning.pay_documents(owing, documents=documents, actor=None)


@pytest.mark.parametrize("amount", ["0.49", "-5", "5000.01"])
def test_an_amount_in_advance_has_bounds(stripe: FakeStripe, owing: Member, amount: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        beginning.top_up(owing, amount=Decimal(amount), actor=None)
    assert refused.value.field == "amount"


def test_money_in_advance_is_credit(
    stripe: FakeStripe, association: Association, bob: Member
) -> None:
    attempt, _url = beginning.top_up(bob, amount=Decimal("30"), actor=None)
    stripe.pay(attempt.session_id)
    taking.refresh(attempt)
    assert queries.balance(bob) == Decimal("-30.00")


def test_a_stripe_that_does_not_answer_leaves_nothing_open(
    stripe: FakeStripe, owing: Member
) -> None:
    stripe.is_down = True
    with pytest.raises(gateway.StripeUnreachable):
        beginning.pay_documents(owing, documents=documents_of(owing), actor=None)
    assert OnlinePayment.objects.get().state == OnlineState.EXPIRED
    stripe.is_down = False
    beginning.pay_documents(owing, documents=documents_of(owing), actor=None)


def test_an_answer_lost_on_the_way_is_asked_again_under_the_same_key(
    stripe: FakeStripe, owing: Member
) -> None:
    stripe.drops_next = 1
    attempt, _url = beginning.pay_documents(owing, documents=documents_of(owing), actor=None)
    assert len(stripe.all("checkout.session")) == 1
    assert attempt.session_id == stripe.all("checkout.session")[0]["id"]


def test_a_page_that_nobody_came_back_from_is_asked_about(
    stripe: FakeStripe, begun: OnlinePayment
) -> None:
    stripe.pay(begun.session_id)
    resolving.resolve()
    begun.refresh_from_db()
    assert begun.state == OnlineState.OPEN  # begun a moment ago
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        resolving.resolve()
    begun.refresh_from_db()
    assert begun.state == OnlineState.PAID


def test_what_died_before_its_page_was_known_is_given_up(stripe: FakeStripe, owing: Member) -> None:
    row = OnlinePayment.objects.create(
        member=owing, kind="documents", created_at=timezone.now() - timedelta(hours=1)
    )
    resolving.resolve()
    row.refresh_from_db()
    assert row.state == OnlineState.EXPIRED


def test_what_was_given_up_and_paid_all_the_same_counts(
    stripe: FakeStripe, begun: OnlinePayment
) -> None:
    stripe.pay(begun.session_id)
    taking.close(begun, OnlineState.EXPIRED)
    assert taking.refresh(begun).state == OnlineState.PAID
    assert Payment.objects.count() == 1


class TestWithDirectDebits:
    @pytest.fixture(autouse=True)
    def creditor(self, association: Association, owing: Member) -> None:
        association.creditor_identifier = ICS
        association.save()
        signed(owing)

    def test_a_batch_leaves_what_is_paid_on_line(self, begun: OnlinePayment) -> None:
        assert plan(COLLECTION).lines == []
        beginning.give_up(begun, actor=None)
        assert len(plan(COLLECTION).lines) == 2

    def test_what_is_in_a_batch_is_not_paid_on_line(
        self, stripe: FakeStripe, owing: Member
    ) -> None:
        batch = debits.draft_batch(COLLECTION, actor=None)
        with pytest.raises(InvalidInput):
            beginning.pay_documents(owing, documents=documents_of(owing), actor=None)
        debits.drop_batch(batch, actor=None)
        beginning.pay_documents(owing, documents=documents_of(owing), actor=None)

    def test_a_batch_drafted_from_an_old_look_takes_nothing_twice(
        self, stripe: FakeStripe, owing: Member, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old_plan = plan(COLLECTION)
        beginning.pay_documents(owing, documents=documents_of(owing)[:1], actor=None)
        monkeypatch.setattr(debits, "plan", lambda day: old_plan)
        debits.draft_batch(COLLECTION, actor=None)
        assert [debit.document_id for debit in Debit.objects.all()] == documents_of(owing)[1:]


def test_without_keys_nothing_begins(owing: Member) -> None:
    assert not gateway.is_on()
    with pytest.raises(DomainError):
        beginning.top_up(owing, amount=Decimal("10"), actor=None)


def test_a_reference_of_stripe_is_kept_with_the_payment(paid: OnlinePayment) -> None:
    assert paid.payment is not None
    assert paid.payment.reference == paid.intent_id
    assert reverse_payment(paid.payment, actor=None).means == PaymentMeans.CARD
    assert date.today() >= paid.payment.received_on
