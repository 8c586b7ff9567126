"""Dues: periods that never overlap, what is asked for each, and the day it was paid."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.models import Association
from coin.core.models.association import LateRenewal
from coin.core.money import cents, euros
from coin.members import actions
from coin.members.capabilities import EDIT
from coin.members.dues import plans
from coin.members.models import DuesPeriod, DuesPlan, Member, User

MOST = Decimal("99999.99")


@transaction.atomic
def open_dues_period(
    member: Member,
    *,
    plan: DuesPlan,
    starts_on: date,
    amount: Decimal,
    actor: User | None,
    gift: Decimal | None = None,
) -> DuesPeriod:
    """Ask `amount` euros of dues (and the entry fee the first time) from `starts_on` to the plan's end of period.

    `gift` is a free extra in euros; None: the gift that the member adds at each renewal. A period for which nothing is
    asked counts as paid at once. Raises InvalidInput on `plan` (not for this member), `starts_on` (overlaps another
    period, or the member has left by then), `amount` (under the plan's minimum, or its reduced rate where one is
    granted) or `gift`.
    """
    # Two volunteers who open periods of one member at once wait for each other here, so that no periods overlap.
    member = Member.objects.select_for_update().get(pk=member.pk)
    _check_plan(plan, member, actor)
    ends_on = _end(plan, starts_on)
    _check_days(member, starts_on, ends_on)
    _check_amount(amount, plan, member, starts_on)
    gift = member.gift_each_renewal if gift is None else checked_money(gift, field="gift")
    period = DuesPeriod.objects.create(
        member=member,
        plan=plan,
        starts_on=starts_on,
        ends_on=ends_on,
        amount=cents(amount),
        entry_fee=plans.entry_fee(plan, member, starts_on, had_dues=member.dues.exists()),
        gift=gift,
    )
    changes = {name: (None, getattr(period, name)) for name in ("starts_on", "ends_on", "amount")}
    changes |= {
        name: (None, getattr(period, name))
        for name in ("entry_fee", "gift")
        if getattr(period, name)
    }
    audit.record(
        actions.DUES_OPENED, period, actor=actor, changes=changes, member_number=member.number
    )
    if not period.total:
        confirm_dues_paid(period, paid_on=timezone.localdate(), actor=actor)
    return period


@transaction.atomic
def confirm_dues_paid(period: DuesPeriod, *, paid_on: date, actor: User | None) -> None:
    """Record that all that was asked for a period was paid on a day; a member who had not joined joins on that day.

    A renewal paid after its first day counts from the day of the payment where the association says so
    (`Association.late_renewal`), unless it would then overlap another period: it keeps its days in this case. Documents
    already issued stay as they are. Raises DomainError when the period was paid already, InvalidInput on a `paid_on` to
    come.
    """
    if paid_on > timezone.localdate():
        raise InvalidInput(_("Dues cannot have been paid in the future."), field="paid_on")
    # Writes about a member's dues lock the member's row before any other, and so wait for each other.
    member = Member.objects.select_for_update(no_key=True).get(pk=period.member_id)
    period.refresh_from_db()
    if period.paid_on is not None:
        raise DomainError(_("These dues are already marked as paid."))
    changes = audit.differences(period, {"paid_on": paid_on} | _days_from(period, paid_on))
    for name, (_before, after) in changes.items():
        setattr(period, name, after)
    period.save(update_fields=list(changes))
    if member.joined_on is None:
        Member.objects.filter(pk=member.pk).update(joined_on=paid_on)
        changes["joined_on"] = (None, paid_on)
    audit.record(
        actions.DUES_PAID, period, actor=actor, changes=changes, member_number=member.number
    )


@transaction.atomic
def change_dues(period: DuesPeriod, *, amount: Decimal, gift: Decimal, actor: User | None) -> None:
    """Ask another amount for dues that are not paid (a mistake, a reduced rate granted since); the entry fee stays.

    `amount` and `gift` in euros. Writes nothing when both stay; dues for which nothing is asked any more count as paid
    today. The room above brings the documents in line. Raises DomainError when the dues are paid, InvalidInput on
    `amount` (as `open_dues_period`) or `gift`.
    """
    member = Member.objects.select_for_update(no_key=True).get(pk=period.member_id)
    period.refresh_from_db()
    if period.paid_on is not None:
        raise DomainError(_("These dues are paid: what was asked for them stays."))
    _check_amount(amount, period.plan, member, period.starts_on)
    amounts = {"amount": cents(amount), "gift": checked_money(gift, field="gift")}
    changes = audit.differences(period, amounts)
    if not changes:
        return
    for name, (_before, after) in changes.items():
        setattr(period, name, after)
    period.save(update_fields=list(changes))
    audit.record(
        actions.DUES_CHANGED, period, actor=actor, changes=changes, member_number=member.number
    )
    if not period.total:
        confirm_dues_paid(period, paid_on=timezone.localdate(), actor=actor)


@transaction.atomic
def unconfirm_dues(period: DuesPeriod, *, actor: User | None) -> None:
    """Mark a period as unpaid again: its payment came undone (a debit was rejected). Its days stay.

    Raises DomainError when the period was not paid.
    """
    period.refresh_from_db(fields=["paid_on"])
    if not DuesPeriod.objects.filter(pk=period.pk, paid_on__isnull=False).update(paid_on=None):
        raise DomainError(_("These dues are not marked as paid."))
    changes = {"paid_on": (period.paid_on, None)}
    period.paid_on = None
    audit.record(
        actions.DUES_UNPAID,
        period,
        actor=actor,
        changes=changes,
        member_number=period.member.number,
    )


def checked_money(amount: Decimal, *, field: str) -> Decimal:
    """An amount of euros, rounded to the cent.

    Raises InvalidInput on `field` for a value that cannot be asked: negative, above MOST, or no finite number.
    """
    if not amount.is_finite() or not 0 <= cents(amount) <= MOST:
        raise InvalidInput(_("This is not an amount that can be asked."), field=field)
    return cents(amount)


def _check_plan(plan: DuesPlan, member: Member, actor: User | None) -> None:
    by_volunteer = actor is None or actor.has_capability(EDIT.slug)
    had_plan = member.dues.filter(plan=plan).exists()
    if refusal := plans.refusal(plan, member, held=had_plan, by_volunteer=by_volunteer):
        raise InvalidInput(refusal, field="plan")


def _end(plan: DuesPlan, starts_on: date) -> date:
    try:
        return plans.calendar(plan).end_of(starts_on)
    except ValueError as error:
        raise InvalidInput(_("Check the year of this day."), field="starts_on") from error


def _check_days(member: Member, starts_on: date, ends_on: date) -> None:
    if member.dues.filter(starts_on__lt=ends_on, ends_on__gt=starts_on).exists():
        raise InvalidInput(_("The member already has dues in this period."), field="starts_on")
    # The day of departure is the first on which the member no longer belongs.
    departures = [day for day in (member.left_on, member.excluded_on) if day]
    if departures and min(departures) <= starts_on:
        raise InvalidInput(_("The member has left by this day."), field="starts_on")


def _check_amount(amount: Decimal, plan: DuesPlan, member: Member, starts_on: date) -> None:
    least = plans.least(plan, is_reduced=plans.has_reduced_rate(member, starts_on))
    if checked_money(amount, field="amount") < least:
        sentence = _("These dues are at least %(minimum)s.") % {"minimum": euros(least)}
        raise InvalidInput(sentence, field="amount")


def _days_from(period: DuesPeriod, paid_on: date) -> dict[str, Any]:
    """The new days of a renewal that was paid late, where the association counts these from the payment.

    Empty when the period keeps its days.
    """
    earlier_periods = DuesPeriod.objects.filter(
        member=period.member_id, paid_on__isnull=False, starts_on__lt=period.starts_on
    )
    if paid_on <= period.starts_on or not earlier_periods.exists():
        return {}
    if Association.current().late_renewal != LateRenewal.FROM_PAID:
        return {}
    ends_on = _end(period.plan, paid_on)
    others = DuesPeriod.objects.filter(member=period.member_id).exclude(pk=period.pk)
    if others.filter(starts_on__lt=ends_on, ends_on__gt=paid_on).exists():
        return {}
    return {"starts_on": paid_on, "ends_on": ends_on}
