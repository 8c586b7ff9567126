"""Dues: their plans, their periods, their payment, reduced rates, reminders."""

from copy import copy
from datetime import date
from decimal import Decimal

from coin.members import actions
from coin.members.dues.plans_edit import change_plan, create_plan, delete_plan
from coin.members.dues.reduced_rates import (
    ask_reduced_rate,
    decline_reduced_rate,
    grant_reduced_rate,
)
from coin.members.dues.renew import choose_gift, choose_reminders
from coin.members.dues.services import (
    change_dues,
    confirm_dues_paid,
    open_dues_period,
    unconfirm_dues,
)
from coin.members.models import Member, ReducedRate, Reminder, ReminderStep, User
from coin.members.reminders import find as reminders
from coin.members.reminders.services import DUES_REMINDERS
from tests.factories import DuesPeriodFactory, DuesPlanFactory
from tests.journal.provoking import Row, provokes

TODAY, NEXT_YEAR = date(2026, 11, 22), date(2027, 11, 22)


@provokes(actions.PLAN_CREATED)
def a_plan_is_made(by: User) -> Row:
    plan = create_plan(name="Support", minimum=Decimal(10), advised=Decimal(20), actor=by)
    return Row(plan, changes=("minimum", "advised", "audience"))


@provokes(actions.PLAN_CHANGED)
def a_plan_is_changed(by: User) -> Row:
    plan = DuesPlanFactory.create()
    change_plan(plan, advised=Decimal(30), actor=by)
    return Row(plan, changes=("advised",))


@provokes(actions.PLAN_DELETED)
def a_plan_is_deleted(by: User) -> Row:
    plan = DuesPlanFactory.create()
    delete_plan(copy(plan), actor=by)
    return Row(plan)


@provokes(actions.DUES_OPENED)
def dues_are_opened(alice: Member, by: User) -> Row:
    period = open_dues_period(
        alice, plan=DuesPlanFactory.create(), starts_on=TODAY, amount=Decimal(15), actor=by
    )
    return Row(period, alice, changes=("starts_on", "ends_on", "amount"))


@provokes(actions.DUES_CHANGED)
def dues_are_changed(alice: Member, by: User) -> Row:
    period = DuesPeriodFactory.create(member=alice)
    change_dues(period, amount=Decimal(20), gift=Decimal(0), actor=by)
    return Row(period, alice, changes=("amount",))


@provokes(actions.DUES_PAID)
def dues_are_paid(alice: Member, by: User) -> Row:
    period = DuesPeriodFactory.create(member=alice)
    confirm_dues_paid(period, paid_on=TODAY, actor=by)
    return Row(period, alice, changes=("paid_on",))


@provokes(actions.DUES_UNPAID)
def dues_are_unpaid_again(alice: Member, by: User) -> Row:
    period = DuesPeriodFactory.create(member=alice, paid_on=TODAY)
    unconfirm_dues(period, actor=by)
    return Row(period, alice, changes=("paid_on",))


@provokes(actions.REDUCED_ASKED)
def a_reduced_rate_is_asked_for(alice: Member, by: User) -> Row:
    rate = ask_reduced_rate(alice, words="I study.", actor=by)
    return Row(rate, alice)


@provokes(actions.REDUCED_GRANTED)
def a_reduced_rate_is_granted(alice: Member, by: User) -> Row:
    rate = ReducedRate.objects.create(member=alice)
    grant_reduced_rate(rate, starts_on=TODAY, ends_on=NEXT_YEAR, actor=by)
    return Row(rate, alice, changes=("starts_on", "ends_on"))


@provokes(actions.REDUCED_DECLINED)
def a_reduced_rate_is_declined(alice: Member, by: User) -> Row:
    rate = ReducedRate.objects.create(member=alice)
    decline_reduced_rate(rate, answer="Not this year.", actor=by)
    return Row(rate, alice)


@provokes(actions.REMINDER_STEP_ADDED)
def a_reminder_is_added(by: User) -> Row:
    step = DUES_REMINDERS.schedule.add(name="Late", days=10, actor=by)
    return Row(step, changes=("days",))


@provokes(actions.REMINDER_STEP_CHANGED)
def a_reminder_is_changed(by: User) -> Row:
    step = ReminderStep.objects.create(name="Late", days=10)
    DUES_REMINDERS.schedule.change(step, days=12, actor=by)
    return Row(step, changes=("days",))


@provokes(actions.REMINDER_SENT)
def a_reminder_is_sent(alice: Member, by: User) -> Row:
    ReminderStep.objects.create(name="Late", days=0)
    DuesPeriodFactory.create(
        member=alice, starts_on=date(2025, 11, 20), ends_on=date(2026, 11, 20), paid_on=TODAY
    )
    assert DUES_REMINDERS.send(reminders.find(TODAY), actor=by) == 1
    return Row(Reminder.objects.get(), alice, changes=("amount", "about"))


@provokes(actions.REMINDERS_CHOSEN)
def reminders_are_no_longer_wanted(alice: Member, by: User) -> Row:
    choose_reminders(alice, wanted=False, actor=by)
    return Row(alice, alice, changes=("wants_reminders",))


@provokes(actions.GIFT_CHOSEN)
def a_gift_is_chosen(alice: Member, by: User) -> Row:
    choose_gift(alice, gift=Decimal(5), actor=by)
    return Row(alice, alice, changes=("gift_each_renewal",))
