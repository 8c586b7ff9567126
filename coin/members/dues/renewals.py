"""The dues that follow a member's last ones: the plan, the days and the amounts.

Renewals of many members are read in a constant number of queries, for the reminders.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coin.core.models import Association
from coin.core.models.association import LateRenewal
from coin.members.dues import plans
from coin.members.enums import ReducedRateState
from coin.members.models import DuesPeriod, DuesPlan, Member, ReducedRate

# A member renews a year ahead at most: pressing the button twice must not pay for years to come.
EARLIEST = timedelta(days=366)


@dataclass(frozen=True)
class Renewal:
    """The dues that would follow, in euros: the least amount, the advised one, the entry fee and the gift on top.

    It is computed, never stored. The end is exclusive. `is_reduced`: the amounts are those of the reduced rate.
    """

    plan: DuesPlan
    starts_on: date
    ends_on: date
    least: Decimal
    advised: Decimal
    entry_fee: Decimal
    gift: Decimal
    is_reduced: bool = False

    @property
    def total(self) -> Decimal:
        """The advised amount with all that comes on top."""
        return self.advised + self.entry_fee + self.gift


class Situation:
    """The dues of some members, read in a constant number of queries, and the renewals that follow from them on `day`.

    Every method answers from what was read, and writes nothing; `member` is one of `members`.
    """

    def __init__(self, members: Iterable[Member], day: date) -> None:
        pks = [member.pk for member in members]
        self.day = day
        self.association = Association.current()
        self.periods: dict[int, list[DuesPeriod]] = defaultdict(list)
        for period in _periods(pks):
            self.periods[period.member_id].append(period)
        self.plans = list(DuesPlan.objects.order_by("name"))
        self.reduced: dict[int, list[ReducedRate]] = defaultdict(list)
        granted = ReducedRate.objects.filter(member__in=pks, state=ReducedRateState.GRANTED)
        for rate in granted.filter(ends_on__gt=day):
            self.reduced[rate.member_id].append(rate)

    def last(self, member: Member) -> DuesPeriod | None:
        """The period that ends last, paid or not; None when there is none."""
        return next(iter(self.periods[member.pk]), None)

    def unpaid(self, member: Member) -> list[DuesPeriod]:
        """The periods that were asked for and not paid, oldest first."""
        return [period for period in reversed(self.periods[member.pk]) if period.paid_on is None]

    def choices(self, member: Member, *, by_volunteer: bool = False) -> list[DuesPlan]:
        """The plans that the member may have next: first that of their last dues, then those open to new members.

        `by_volunteer`: also the plans closed to new members, and those that volunteers alone give.
        """
        plans_they_had = {period.plan_id for period in self.periods[member.pk]}
        allowed = [
            plan
            for plan in self.plans
            if not plans.refusal(
                plan, member, held=plan.pk in plans_they_had, by_volunteer=by_volunteer
            )
        ]
        last = self.last(member)
        plan_of_last = last.plan_id if last else None
        return sorted(allowed, key=lambda plan: (plan.pk != plan_of_last, not plan.open_to_new))

    def renewal(
        self, member: Member, *, plan: DuesPlan | None = None, by_volunteer: bool = False
    ) -> "Renewal | str":
        """The renewal that follows; or, when there is none, a sentence that tells the member why. Nothing is saved.

        `plan`: the plan of the renewal, unchecked; None: the first of `choices`. `by_volunteer`: not refused because
        the member left, was asked for dues already or renews too early; only the lack of any plan refuses.
        """
        starts_on = self._start(member)
        refusal = self._refusal(member, starts_on)
        if refusal and not by_volunteer:
            return refusal
        choices = [plan] if plan else self.choices(member, by_volunteer=by_volunteer)
        if not choices:
            return _("No dues plan can be chosen at the moment: write to the association.")
        return self._renewal(member, choices[0], starts_on)

    def following(self, member: Member, until: date) -> list[Renewal]:
        """The renewals that begin before `until` and before the departure, as things are now, one after the other.

        All have the plan of the last dues, or the first of `choices` where the member may not have that one any more.
        Nothing is saved. The list is empty for a member who had no dues, who left, whose next dues would not follow the
        last without a gap, or who may choose no plan any more.
        """
        last, choices = self.last(member), self.choices(member)
        if last is None or not choices or self._start(member) != last.ends_on:
            return []
        departure = min((day for day in (member.left_on, member.excluded_on) if day), default=until)
        renewals, starts_on = [], last.ends_on
        while starts_on < min(until, departure):
            renewals.append(self._renewal(member, choices[0], starts_on))
            starts_on = renewals[-1].ends_on
        return renewals

    def _renewal(self, member: Member, plan: DuesPlan, starts_on: date) -> Renewal:
        is_reduced = self._is_reduced(member, starts_on)
        had_dues = bool(self.periods[member.pk])
        return Renewal(
            plan=plan,
            starts_on=starts_on,
            ends_on=plans.calendar(plan).end_of(starts_on),
            least=plans.least(plan, is_reduced=is_reduced),
            advised=plans.advised(plan, is_reduced=is_reduced),
            entry_fee=plans.entry_fee(plan, member, starts_on, had_dues=had_dues),
            gift=member.gift_each_renewal,
            is_reduced=is_reduced,
        )

    def _start(self, member: Member) -> date:
        """The end of the last period, so that there is no gap; `self.day` for a first period, for a member who lapsed,
        and for late dues where the association counts these from the payment."""
        last = self.last(member)
        if last is None:
            return self.day
        lapsed_before = self.day - timedelta(days=self.association.lapsed_after_days)
        counts_from_today = self.association.late_renewal == LateRenewal.FROM_PAID
        if last.ends_on <= lapsed_before or (counts_from_today and last.ends_on < self.day):
            return self.day
        return last.ends_on

    def _refusal(self, member: Member, starts_on: date) -> str:
        departures = [day for day in (member.left_on, member.excluded_on) if day]
        if departures and min(departures) <= starts_on:
            return _("The membership ends on %(day)s.") % {"day": date_format(min(departures))}
        if any(period.ends_on > self.day for period in self.unpaid(member)):
            return _("These dues are asked already: there is only the payment left.")
        if starts_on - self.day > EARLIEST:
            day = date_format(starts_on - EARLIEST)
            return _("The next dues can be paid from %(day)s.") % {"day": day}
        return ""

    def _is_reduced(self, member: Member, starts_on: date) -> bool:
        """As `plans.has_reduced_rate`, without a query: from the rates that are read already."""
        day = max(starts_on, self.day)
        return any(
            rate.starts_on and rate.ends_on and rate.starts_on <= day < rate.ends_on
            for rate in self.reduced[member.pk]
        )


def _periods(pks: list[int]) -> Iterable[DuesPeriod]:
    rows = DuesPeriod.objects.filter(member__in=pks).select_related("plan")
    return rows.order_by("-ends_on")
