"""What a dues plan asks, and which members may choose it."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core.money import ZERO
from coin.members.dues.periods import Calendar
from coin.members.enums import Audience, MemberKind
from coin.members.models import DuesPlan, Member, ReducedRate

KINDS = {Audience.PERSONS: MemberKind.PERSON, Audience.ORGANISATIONS: MemberKind.ORGANISATION}


def calendar(plan: DuesPlan) -> Calendar:
    """How the plan's periods follow one another."""
    return Calendar(plan.period_kind, plan.months, plan.starts_month, plan.starts_day)


def least(plan: DuesPlan, *, is_reduced: bool) -> Decimal:
    """The least amount of dues, in euros: the reduced one for a member with the reduced rate, if the plan has one."""
    if is_reduced and plan.reduced is not None:
        return min(plan.reduced, plan.minimum)
    return plan.minimum


def advised(plan: DuesPlan, *, is_reduced: bool) -> Decimal:
    """The amount that the association suggests, in euros: the reduced one where `is_reduced`, if the plan has one."""
    return plan.reduced if is_reduced and plan.reduced is not None else plan.advised


def has_reduced_rate(member: Member, starts_on: date) -> bool:
    """Whether dues that begin that day may be paid at the reduced rate: granted on that day, or today if it is past."""
    day = max(starts_on, timezone.localdate())
    return ReducedRate.objects.in_force(day).filter(member=member).exists()


def entry_fee(plan: DuesPlan, member: Member, starts_on: date, *, had_dues: bool) -> Decimal:
    """The entry fee, in euros, asked the first time only: zero for a member who had dues before, or joined before.

    `had_dues`: the member has a dues period already, paid or not. `starts_on`: the first day of the new dues.
    """
    # `joined_on` tells of members from before coin, whose dues of that time it does not know.
    belonged = member.joined_on is not None and member.joined_on < starts_on
    return ZERO if belonged or had_dues else plan.entry_fee


def refusal(plan: DuesPlan, member: Member, *, held: bool, by_volunteer: bool) -> str:
    """Why the member may not have this plan; empty when they may.

    `held`: the member has had the plan before, and keeps it when it is closed to new members. Volunteers also give the
    plans that they alone may give.
    """
    if plan.audience in KINDS and KINDS[Audience(plan.audience)] != member.kind:
        return _("This plan is for others: %(who)s.") % {"who": plan.get_audience_display()}
    if by_volunteer:
        return ""
    if plan.audience == Audience.VOLUNTEERS:
        return _("Volunteers alone give this plan: write to the association.")
    if not plan.open_to_new and not held:
        return _("This plan takes nobody new.")
    return ""
