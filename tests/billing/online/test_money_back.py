"""Refunds, disputes and payouts in the member's balance, in the accounts and at the bank."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from coin.billing.accounts import checking
from coin.billing.accounts import services as accounts
from coin.billing.balance import queries
from coin.billing.bank import match_lines
from coin.billing.bank import services as bank
from coin.billing.enums import BankLineState, OnlineState
from coin.billing.models import (
    BankAccount,
    BankImport,
    BankLine,
    EntryLine,
    OnlineEvent,
    OnlinePayment,
    OnlinePayout,
    Payment,
)
from coin.billing.online import beginning, refunding, taking
from coin.billing.online.board import disputes, failed_events
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Mail
from coin.members.models import Member
from tests.billing.online.conftest import Tell, documents_of
from tests.billing.online.fake import FakeStripe

pytestmark = pytest.mark.django_db
CSV = "date;libelle;montant\n22/11/2026;VIR STRIPE PAYMENTS EUROPE;{amount}\n"
COLUMNS = {"date": "date", "libelle": "label", "montant": "amount"}


def of(account: str) -> Decimal:
    sums = EntryLine.objects.filter(account_id=account).aggregate(d=Sum("debit"), c=Sum("credit"))
    return Decimal(sums["d"] or 0) - Decimal(sums["c"] or 0)


def entered() -> dict[str, Decimal]:
    accounts.post()
    assert checking.problems() == []
    return {code: of(code) for code in ("411", "5115", "580", "627")}


def test_a_payment_and_its_fee_wait_for_the_bank(paid: OnlinePayment) -> None:
    assert entered() == {
        "411": Decimal("0.00"),
        "5115": Decimal("19.45"),
        "580": Decimal("0"),
        "627": Decimal("0.55"),
    }
    assert accounts.post().count == 0


def test_a_sepa_debit_of_stripe_waits_there_too(stripe: FakeStripe, begun: OnlinePayment) -> None:
    intent = stripe.pay(begun.session_id, kind="sepa_debit")
    stripe.settle(intent)
    taking.refresh(begun)
    stripe.create_refund({"payment_intent": intent, "amount": "700"})
    taking.refresh(begun)
    assert entered()["5115"] == Decimal("20.00") - Decimal("0.55") - Decimal("7.00")
    assert of("580") == 0


def test_a_whole_refund_is_a_reversal(
    stripe: FakeStripe, paid: OnlinePayment, owing: Member
) -> None:
    refunding.ask_refund(paid, amount="20.00", actor=None)
    for _time in range(2):
        row = refunding.refund(paid)
    assert (row.refunded, row.state) == (Decimal("20.00"), OnlineState.PAID)
    assert [payment.amount for payment in Payment.objects.order_by("pk")] == [20, -20]
    assert queries.balance(owing) == Decimal("20.00")
    assert len(stripe.all("refund")) == 1
    assert entered()["5115"] == Decimal("-0.55")
    assert "20,00" in Mail.objects.get(kind="billing.online_refunded").body


def test_a_part_is_sent_back_and_the_rest_is_another_payment(
    stripe: FakeStripe, paid: OnlinePayment, owing: Member
) -> None:
    refunding.ask_refund(paid, amount="5.00", actor=None)
    row = refunding.refund(paid)
    assert [payment.amount for payment in Payment.objects.order_by("pk")] == [20, -20, 15]
    assert row.payment is not None and row.payment.moved_from == paid.payment
    assert queries.balance(owing) == Decimal("5.00")
    assert entered()["5115"] == Decimal("14.45")
    refunding.ask_refund(row, amount="15.00", actor=None)
    row = refunding.refund(row)
    assert row.refunded == Decimal("20.00")
    assert queries.balance(owing) == Decimal("20.00")
    assert entered()["5115"] == Decimal("-0.55")


@pytest.mark.parametrize("amount", ["0", "-1", "20.01"])
def test_no_more_is_sent_back_than_was_paid(paid: OnlinePayment, amount: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        refunding.ask_refund(paid, amount=amount, actor=None)
    assert refused.value.field == "amount"


def test_two_people_do_not_refund_the_same_twice(stripe: FakeStripe, paid: OnlinePayment) -> None:
    refunding.ask_refund(paid, amount="20.00", actor=None)
    with pytest.raises(DomainError):
        refunding.ask_refund(paid, amount="20.00", actor=None)


def test_a_refund_whose_answer_was_lost_is_not_made_again(
    stripe: FakeStripe, paid: OnlinePayment
) -> None:
    refunding.ask_refund(paid, amount="5.00", actor=None)
    stripe.create_refund({"payment_intent": paid.intent_id, "amount": "500"})
    row = refunding.refund(paid)
    assert row.refunded == Decimal("5.00")
    assert len(stripe.all("refund")) == 1


def test_a_refund_that_stripe_refuses_is_on_the_board(
    stripe: FakeStripe, paid: OnlinePayment
) -> None:
    stripe.objects[stripe.objects[paid.intent_id]["latest_charge"]]["amount"] = 100
    refunding.ask_refund(paid, amount="5.00", actor=None)
    row = refunding.refund(paid)
    assert row.refund_asked == row.refunded == 0
    assert Payment.objects.count() == 1
    assert len(list(disputes())) == 1
    refunding.see_dispute(row, actor=None)
    assert list(disputes()) == []


def test_a_dispute_takes_the_money_back_once(
    stripe: FakeStripe, paid: OnlinePayment, owing: Member, tell: Tell
) -> None:
    dispute = stripe.dispute(paid.intent_id)
    for type in ("created", "funds_withdrawn", "created"):
        tell(f"charge.dispute.{type}", dispute)
    paid.refresh_from_db()
    assert paid.disputed == Decimal("20.00") and paid.disputed_at is not None
    assert queries.balance(owing) == Decimal("20.00")
    assert [payment.amount for payment in Payment.objects.order_by("pk")] == [20, -20]
    mail = Mail.objects.get(kind="billing.online_taken_back")
    assert "20,00" in mail.body
    assert len(list(disputes())) == 1
    assert entered()["627"] == Decimal("20.55")  # 0.55 for the payment, 20.00 for the dispute
    stripe.close_dispute(dispute, "lost")
    tell("charge.dispute.closed", dispute)
    assert Payment.objects.count() == 2
    refunding.see_dispute(paid, actor=None)
    assert list(disputes()) == []
    with pytest.raises(DomainError):
        refunding.see_dispute(paid, actor=None)
    beginning.pay_documents(owing, documents=documents_of(owing), actor=None)


def test_a_dispute_that_is_won_gives_the_money_again(
    stripe: FakeStripe, paid: OnlinePayment, owing: Member, tell: Tell
) -> None:
    accounts.post()
    dispute = stripe.dispute(paid.intent_id)
    tell("charge.dispute.created", dispute)
    accounts.post()
    stripe.close_dispute(dispute, "won")
    for type in ("closed", "funds_reinstated", "created"):
        tell(f"charge.dispute.{type}", dispute)
    paid.refresh_from_db()
    assert paid.disputed == 0 and paid.disputed_at is None
    assert queries.balance(owing) == 0
    assert list(disputes()) == []
    assert Mail.objects.filter(kind="billing.online_given_again").count() == 1
    assert entered() == {
        "411": Decimal("0"),
        "5115": Decimal("-0.55"),
        "580": Decimal("0"),
        "627": Decimal("20.55"),
    }


def test_an_inquiry_takes_nothing(stripe: FakeStripe, paid: OnlinePayment, tell: Tell) -> None:
    dispute = stripe.dispute(paid.intent_id, status="warning_needs_response", fee=0)
    tell("charge.dispute.created", dispute)
    assert Payment.objects.count() == 1


def test_an_answer_that_another_overtook_is_asked_again(
    stripe: FakeStripe, paid: OnlinePayment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers: the first reads before a refund, and writes after the second, which read after the refund."""
    ask, turns = taking._ask, list[OnlinePayment]()

    def slow(row: OnlinePayment) -> Any:
        answer = ask(row)
        if not turns:
            turns.append(row)
            stripe.create_refund({"payment_intent": row.intent_id, "amount": "500"})
            taking.refresh(row)
        return answer

    monkeypatch.setattr(taking, "_ask", slow)
    assert taking.refresh(paid).refunded == Decimal("5.00")
    assert [payment.amount for payment in Payment.objects.order_by("pk")] == [20, -20, 15]


class TestPayouts:
    @pytest.fixture
    def account(self, db: None) -> BankAccount:
        return bank.create_account(name="Compte", iban="", actor=None)

    def take(self, account: BankAccount, amount: str = "19,45") -> BankLine:
        content = CSV.format(amount=amount).encode()
        bank.take_in(content, name="x.csv", account=account, columns=COLUMNS, actor=None)
        return BankLine.objects.latest("pk")

    def test_its_line_is_filed_where_cards_wait(
        self, stripe: FakeStripe, paid: OnlinePayment, tell: Tell, account: BankAccount
    ) -> None:
        tell("payout.paid", stripe.pay_out(1945))
        line = self.take(account)
        assert (line.state, line.filed_under) == (BankLineState.FILED, "5115")
        assert OnlinePayout.objects.get().bank_line == line
        assert entered()["5115"] == 0
        assert of("512") == Decimal("19.45")

    def test_told_after_the_statement_it_is_filed_too(
        self, stripe: FakeStripe, tell: Tell, account: BankAccount
    ) -> None:
        line = self.take(account)
        assert line.state == BankLineState.TO_MATCH
        payout = stripe.pay_out(1945)
        for _time in range(2):
            tell("payout.paid", payout)
        line.refresh_from_db()
        assert line.state == BankLineState.FILED
        assert OnlinePayout.objects.get().arrives_on == date(2026, 11, 22)

    @pytest.mark.parametrize("amount", [1944, -1945])
    def test_another_amount_waits_for_a_person(
        self, stripe: FakeStripe, tell: Tell, account: BankAccount, amount: int
    ) -> None:
        tell("payout.paid", stripe.pay_out(amount))
        assert self.take(account).state == BankLineState.TO_MATCH

    def test_two_that_could_be_it_wait_for_a_person(
        self, stripe: FakeStripe, tell: Tell, account: BankAccount
    ) -> None:
        for _time in range(2):
            tell("payout.paid", stripe.pay_out(1945))
        assert self.take(account).state == BankLineState.TO_MATCH

    def test_one_that_failed_is_no_money(
        self, stripe: FakeStripe, tell: Tell, account: BankAccount
    ) -> None:
        tell("payout.failed", stripe.pay_out(1945, status="failed"))
        assert self.take(account).state == BankLineState.TO_MATCH

    def test_a_person_may_say_otherwise(
        self, stripe: FakeStripe, tell: Tell, account: BankAccount
    ) -> None:
        tell("payout.paid", stripe.pay_out(1945))
        line = self.take(account)
        match_lines.undo_line(line, actor=None)
        assert OnlinePayout.objects.get().bank_line is None
        assert BankImport.objects.count() == 1


def test_messages_that_fail_are_on_the_board(db: None) -> None:
    event = {"type": "payout.paid", "object_id": "po_1", "created_at": "2026-11-22T10:00Z"}
    OnlineEvent.objects.create(event_id="evt_1", tries=3, error="x", **event)
    OnlineEvent.objects.create(event_id="evt_2", tries=1, error="x", **event)
    (line,) = failed_events()
    assert line.count == 1
