"""Payments and their reversals, cheques, and the lines of the bank."""

from copy import copy
from datetime import date
from decimal import Decimal

import time_machine

from coin.billing import actions
from coin.billing.bank import match_lines
from coin.billing.bank import services as bank
from coin.billing.debits import collecting
from coin.billing.models import BankAccount, BankLine, DebitBatch, DepositSlip, Payment
from coin.billing.payments import cheques
from coin.billing.payments.moving import move_payment
from coin.billing.payments.services import record_payment, reverse_payment
from coin.core.models import Association
from coin.members.models import Member, User
from tests.billing.accounts.test_posting import line as bank_line
from tests.billing.bank.samples import CAMT
from tests.billing.debits.conftest import COLLECTION
from tests.factories import PaymentFactory
from tests.journal.provoking import Row, provokes

TODAY = date(2026, 11, 22)


@provokes(actions.PAYMENT_RECORDED)
def a_payment_is_recorded(alice: Member, by: User) -> Row:
    return Row(paid(alice, by), alice, changes=("amount", "means"))


@provokes(actions.PAYMENT_REVERSED)
def a_payment_is_reversed(alice: Member, by: User) -> Row:
    payment = PaymentFactory.create(member=alice)
    reverse_payment(payment, actor=by)
    return Row(payment, alice, changes=("reversed_by",))


@provokes(actions.PAYMENT_MOVED)
def a_payment_is_moved(alice: Member, bob: Member, by: User) -> list[Row]:
    payment = PaymentFactory.create(member=alice)
    moved = move_payment(payment, to=bob, actor=by)
    return [Row(payment, alice, changes=("member",)), Row(moved, bob, changes=("member",))]


@provokes(actions.SLIP_MADE)
def cheques_are_put_on_a_slip(alice: Member, by: User) -> Row:
    return Row(slip(alice, by), changes=("count", "total"))


@provokes(actions.SLIP_UNDONE)
def a_slip_is_undone(alice: Member, by: User) -> Row:
    deposit_slip = slip(alice)
    cheques.undo_slip(copy(deposit_slip), actor=by)
    return Row(deposit_slip, changes=("count", "total"))


@provokes(actions.SLIP_PAID)
def a_slip_is_paid(alice: Member, by: User) -> Row:
    deposit_slip = slip(alice)
    cheques.pay_slip(deposit_slip, bank_line("8.00"), actor=by)
    return Row(deposit_slip, changes=("bank_line",))


@provokes(actions.BANK_LINE_FILED)
def the_line_of_a_slip_is_filed(alice: Member, by: User) -> Row:
    line = bank_line("8.00")
    cheques.pay_slip(slip(alice), line, actor=by)
    return Row(line, changes=("filed_under",))


@provokes(actions.BANK_LINE_FILED)
def the_line_of_debits_is_filed(sent: DebitBatch, by: User) -> Row:
    line = bank_line("8.00", COLLECTION)
    with time_machine.travel(COLLECTION):
        collecting.collect(sent, line=line, actor=by)
    return Row(line, changes=("filed_under", "debit_batch"))


@provokes(actions.BANK_LINE_FILED)
def a_line_is_filed(by: User) -> Row:
    line = bank_line("-36.50")
    match_lines.file_line(line, account="627", actor=by)
    return Row(line, changes=("filed_under",))


@provokes(actions.BANK_LINE_MATCHED)
def a_line_is_matched(alice: Member, by: User) -> Row:
    line = bank_line("8.00")
    match_lines.match_line(line, [(alice, Decimal(8))], actor=by)
    return Row(line, alice, changes=("payment",))


@provokes(actions.BANK_LINE_UNDONE)
def a_line_waits_again(by: User) -> Row:
    line = bank_line("-36.50")
    BankLine.objects.update(state="filed", filed_under="627")
    match_lines.undo_line(line, actor=by)
    return Row(line)


@provokes(actions.BANK_ACCOUNT_CREATED)
def an_account_is_declared(by: User) -> Row:
    return Row(bank.create_account(name="Savings", iban="", actor=by))


@provokes(actions.BANK_ACCOUNT_CREATED)
def a_first_statement_declares_its_account(association: Association, by: User) -> Row:
    return Row(bank.take_in(CAMT.encode(), name="a.xml", actor=by).account)


@provokes(actions.BANK_IMPORTED)
def a_statement_is_taken_in(association: Association, by: User) -> Row:
    source = bank.take_in(CAMT.encode(), name="a.xml", actor=by)
    return Row(source, changes=("lines_new", "lines_certain", "ends_on"))


def paid(member: Member, by: User | None = None, means: str = "transfer") -> Payment:
    return record_payment(
        member, amount=Decimal(8), received_on=date(2026, 11, 5), means=means, actor=by
    )


def slip(member: Member, by: User | None = None) -> DepositSlip:
    """A deposit slip with one cheque of 8 €."""
    cheque = paid(member, means="cheque").cheque
    account, _is_new = BankAccount.objects.get_or_create(name="Courant")
    return cheques.make_slip([cheque.pk], account=account, made_on=TODAY, actor=by)
