"""Members who cannot pay: payment plans, waivers, the fund, reminders, postponed suspensions."""

from datetime import date, timedelta
from decimal import Decimal

import time_machine

from coin.billing import actions
from coin.billing.hardship import plans as payment_plans
from coin.billing.hardship.fund_help import help_member
from coin.billing.hardship.put_off import put_off
from coin.billing.hardship.waivers import waive
from coin.billing.models import DocumentReminderStep, PaymentPlan, PlanRequest
from coin.billing.payments.services import record_payment, reverse_payment
from coin.billing.reminders import find as reminders
from coin.billing.reminders.services import DOCUMENT_REMINDERS
from coin.core.models import Association
from coin.members.models import Member, User
from tests.billing.hardship.conftest import bank_known, issued, pay
from tests.billing.hardship.test_fund import generous
from tests.journal.provoking import Row, provokes

TODAY = date(2026, 11, 22)


@provokes(actions.PLAN_ASKED)
def a_plan_is_asked_for(alice: Member, by: User) -> Row:
    return Row(payment_plans.ask_plan(alice, words="In three times?", actor=by), alice)


@provokes(actions.PLAN_ANSWERED)
def a_request_for_a_plan_is_answered(alice: Member, by: User) -> Row:
    request = PlanRequest.objects.create(member=alice, words="In three times?")
    payment_plans.answer_request(request, answer="Call us.", actor=by)
    return Row(request, alice)


@provokes(actions.PLAN_AGREED)
def a_plan_is_agreed(association: Association, alice: Member, by: User) -> Row:
    plan = agreed(alice, by)
    return Row(plan, alice, changes=("documents", "instalments"))


@provokes(actions.PLAN_KEPT)
def a_plan_is_kept(association: Association, alice: Member, by: User) -> Row:
    plan = agreed(alice)
    record_payment(alice, amount=Decimal(30), received_on=TODAY, means="transfer", actor=by)
    return Row(plan, alice)


@provokes(actions.PLAN_REOPENED)
def a_plan_is_under_way_again(association: Association, alice: Member, by: User) -> Row:
    plan = agreed(alice)
    pay(alice, "30.00")
    reverse_payment(alice.payments.get(), actor=by)
    return Row(plan, alice)


@provokes(actions.PLAN_BROKEN)
def a_plan_is_given_up(association: Association, alice: Member, by: User) -> Row:
    plan = agreed(alice)
    payment_plans.give_up_plan(plan, reason="Nothing came.", actor=by)
    return Row(plan, alice)


@provokes(actions.WAIVED)
def a_document_is_waived(association: Association, alice: Member, by: User) -> Row:
    document = issued(alice)
    waive(document, amount=Decimal(5), reason="Lost job", actor=by)
    return Row(document, alice, changes=("waived", "credit_note"))


@provokes(actions.FUND_HELPED)
def the_fund_helps(association: Association, alice: Member, bob: Member, by: User) -> Row:
    Association.objects.update(fund_open=True)
    issued(alice)
    generous(bob)
    pay(bob, "12.00")
    payment = help_member(alice, amount=Decimal(4), reason="Lost job", actor=by)
    return Row(payment, alice, changes=("amount",))


@provokes(actions.DOCUMENT_REMINDED)
def a_member_is_reminded_of_documents(association: Association, alice: Member, by: User) -> Row:
    DocumentReminderStep.objects.create(kind="invoice", tone="kind", days=7)
    issued(alice, on=date(2026, 9, 1))
    bank_known()
    DOCUMENT_REMINDERS.send(reminders.find(TODAY), actor=by)
    return Row(alice, alice, changes=("amount", "about"))


@provokes(actions.INSTALMENT_REMINDED)
def a_member_is_reminded_of_an_instalment(association: Association, alice: Member, by: User) -> Row:
    agreed(alice)
    later = TODAY + timedelta(days=60)
    bank_known(later)
    with time_machine.travel(later):
        DOCUMENT_REMINDERS.send(reminders.find(later), actor=by)
    return Row(alice, alice, changes=("amount", "about"))


@provokes(actions.REMINDER_STEPS_CHANGED)
def a_step_is_added(by: User) -> Row:
    step = DOCUMENT_REMINDERS.schedule.add(kind="invoice", tone="kind", days=7, actor=by)
    return Row(step, changes=("days",))


@provokes(actions.REMINDER_STEPS_CHANGED)
def a_step_is_changed(by: User) -> Row:
    step = DocumentReminderStep.objects.create(kind="invoice", tone="kind", days=7)
    DOCUMENT_REMINDERS.schedule.change(step, days=9, actor=by)
    return Row(step, changes=("days",))


@provokes(actions.SUSPENSION_PUT_OFF)
def a_suspension_is_put_off(alice: Member, by: User) -> Row:
    pause = put_off(alice, until=TODAY + timedelta(days=30), reason="They wrote.", actor=by)
    return Row(pause, alice, changes=("until",))


def agreed(member: Member, by: User | None = None) -> PaymentPlan:
    """A payment plan for an invoice of 30 €: one instalment, in ten days."""
    document = issued(member)
    return payment_plans.agree_plan(
        member,
        documents=[document.pk],
        dated=[(TODAY + timedelta(days=10), Decimal(30))],
        actor=by,
    )
