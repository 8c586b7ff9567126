"""Dues: periods that never overlap, and the day each was paid."""

from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import cents, euros
from coin.members import actions
from coin.members.models import DuesPeriod, DuesPlan, Member, User


@transaction.atomic
def open_dues_period(
    member: Member, *, plan: DuesPlan, starts_on: date, amount: Decimal, actor: User | None
) -> DuesPeriod:
    """Open a period of `plan.months` months from `starts_on`, for `amount` euros (not yet paid).

    Raises InvalidInput on `starts_on` when it overlaps another period of the member or they have left by then, and on
    `amount` when it is under the plan's minimum.
    """
    # Two volunteers opening periods of the same member wait for one another here.
    member = Member.objects.select_for_update().get(pk=member.pk)
    ends_on = starts_on + relativedelta(months=plan.months)
    _check_days(member, starts_on, ends_on)
    if amount < plan.minimum:
        raise InvalidInput(
            _("These dues are at least %(minimum)s.") % {"minimum": euros(plan.minimum)},
            field="amount",
        )
    period = DuesPeriod.objects.create(
        member=member, plan=plan, starts_on=starts_on, ends_on=ends_on, amount=cents(amount)
    )
    audit.record(
        actions.DUES_OPENED,
        period,
        actor=actor,
        changes={"starts_on": (None, starts_on), "amount": (None, period.amount)},
        member_number=member.number,
    )
    return period


@transaction.atomic
def confirm_dues_paid(period: DuesPeriod, *, paid_on: date, actor: User | None) -> None:
    """The period was paid in full that day; the member joins that day if it is their first. DomainError when paid."""
    if not DuesPeriod.objects.filter(pk=period.pk, paid_on=None).update(paid_on=paid_on):
        raise DomainError(_("These dues are already marked as paid."))
    period.paid_on = paid_on
    changes: dict[str, tuple[date | None, date | None]] = {"paid_on": (None, paid_on)}
    if Member.objects.filter(pk=period.member_id, joined_on=None).update(joined_on=paid_on):
        period.member.joined_on = paid_on
        changes["joined_on"] = (None, paid_on)
    audit.record(
        actions.DUES_PAID, period, actor=actor, changes=changes, member_number=period.member.number
    )


@transaction.atomic
def unconfirm_dues(period: DuesPeriod, *, actor: User | None) -> None:
    """The payment did not hold (a debit was rejected). DomainError when the period was not paid."""
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


def _check_days(member: Member, starts_on: date, ends_on: date) -> None:
    if member.dues.filter(starts_on__lt=ends_on, ends_on__gt=starts_on).exists():
        raise InvalidInput(_("The member already has dues in this period."), field="starts_on")
    over = [day for day in (member.left_on, member.excluded_on) if day]
    if over and min(over) <= starts_on:
        raise InvalidInput(_("The member has left by this day."), field="starts_on")
