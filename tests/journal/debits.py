"""Mandates, direct debits, and the returns of the bank."""

from datetime import date

import time_machine

from coin.billing import actions
from coin.billing.debits import collecting, mandates
from coin.billing.debits import returns as debit_returns
from coin.billing.debits import services as debits
from coin.billing.models import Debit, DebitBatch, ReturnFile, UnknownReturn
from coin.core.models import Association
from coin.members.models import Member, User
from tests.billing.debits import samples
from tests.billing.debits.conftest import COLLECTION, IBAN, issued, signed
from tests.journal.provoking import Row, provokes

TODAY = date(2026, 11, 22)


@provokes(actions.MANDATE_RECORDED)
def a_mandate_is_recorded(alice: Member, by: User) -> Row:
    mandate = mandates.record_mandate(alice, iban=IBAN, holder="Alice Durand", actor=by)
    return Row(mandate, alice)


@provokes(actions.MANDATE_SIGNED)
def a_mandate_is_signed(creditor: Association, alice: Member, by: User) -> Row:
    mandate = mandates.sign_on_line(
        alice, iban=IBAN, holder="Alice Durand", address="192.0.2.1", actor=by
    )
    return Row(mandate, alice)


@provokes(actions.MANDATE_SUSPENDED)
def a_mandate_is_suspended(creditor: Association, alice: Member, by: User) -> Row:
    mandate = signed(alice)
    mandates.suspend_mandate(mandate, actor=by)
    return Row(mandate, alice)


@provokes(actions.MANDATE_RESUMED)
def a_mandate_is_resumed(creditor: Association, alice: Member, by: User) -> Row:
    mandate = signed(alice)
    mandates.suspend_mandate(mandate, actor=None)
    mandates.resume_mandate(mandate, actor=by)
    return Row(mandate, alice)


@provokes(actions.MANDATE_REVOKED)
def a_mandate_is_revoked(creditor: Association, alice: Member, by: User) -> Row:
    mandate = signed(alice)
    mandates.revoke_mandate(mandate, actor=by)
    return Row(mandate, alice)


@provokes(actions.MANDATE_LAPSED)
def a_mandate_lapses(creditor: Association, alice: Member) -> Row:
    mandate = signed(alice)
    with time_machine.travel(TODAY + mandates.LASTS):
        mandates.lapse_mandates()
    return Row(mandate, alice, by_itself=True)


@provokes(actions.DEBITS_DRAFTED)
def debits_are_drafted(owing: Member, by: User) -> Row:
    return Row(debits.draft_batch(COLLECTION, actor=by), changes=("count", "total"))


@provokes(actions.DEBIT_LEFT_OUT)
def a_debit_is_left_out(announced: DebitBatch, by: User) -> Row:
    debit = Debit.objects.get()
    debits.leave_out(debit, actor=by)
    return Row(debit, debit.mandate.member)


@provokes(actions.DEBIT_LEFT_OUT)
def a_debit_whose_mandate_is_over_is_left_out(owing: Member, bob: Member, by: User) -> Row:
    other = signed(bob)
    issued(bob)
    batch = debits.draft_batch(COLLECTION, actor=None)
    debits.announce(batch, actor=None)
    mandates.revoke_mandate(other, actor=None)
    debits.write_file(batch, actor=by)
    return Row(Debit.objects.get(mandate=other), bob)


@provokes(actions.DEBITS_NOTIFIED)
def debits_are_announced(owing: Member, by: User) -> Row:
    batch = debits.draft_batch(COLLECTION, actor=None)
    debits.announce(batch, actor=by)
    return Row(batch, changes=("mails",))


@provokes(actions.DEBITS_WRITTEN)
def a_file_of_debits_is_written(announced: DebitBatch, by: User) -> Row:
    debits.write_file(announced, actor=by)
    return Row(announced, changes=("count", "total", "sha256"))


@provokes(actions.DEBITS_SENT)
def a_file_of_debits_is_sent(announced: DebitBatch, by: User) -> Row:
    debits.write_file(announced, actor=None)
    announced.refresh_from_db()
    debits.mark_sent(announced, actor=by)
    return Row(announced)


@provokes(actions.DEBITS_COLLECTED)
def debits_are_paid(sent: DebitBatch, by: User) -> Row:
    with time_machine.travel(COLLECTION):
        collecting.collect(sent, actor=by)
    return Row(sent, changes=("collected_on", "payments"))


@provokes(actions.DEBITS_DROPPED)
def debits_are_dropped(announced: DebitBatch, by: User) -> Row:
    debits.drop_batch(announced, actor=by)
    return Row(announced)


@provokes(actions.RETURNS_READ)
def a_file_of_returns_is_read(by: User) -> Row:
    return Row(returns(by), changes=("read", "taken"))


@provokes(actions.DEBIT_RETURNED)
def a_debit_is_sent_back(sent: DebitBatch, by: User) -> Row:
    debit = Debit.objects.get()
    debit_returns.return_debit(debit, code="AM04", on=TODAY, actor=by)
    return Row(debit, debit.mandate.member, changes=("return_code",))


@provokes(actions.RETURN_HANDLED)
def an_unknown_return_is_dealt_with(by: User) -> Row:
    returns(None)
    unknown = UnknownReturn.objects.get()
    debit_returns.handle_unknown(unknown, actor=by)
    return Row(unknown)


def returns(by: User | None) -> ReturnFile:
    """A file of returns about a debit that coin does not know."""
    content = samples.CAMT054.format(reference="F2020-00001-P1", rum="ADH9-1", code="AM04")
    source, _is_new = debit_returns.take_returns(content.encode(), name="a.xml", actor=by)
    return source
