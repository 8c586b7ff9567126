"""The lists of dues plans, reduced rates and reminders."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coin.core.filters import ChipFilter, FilterSet
from coin.core.tables import (
    BadgeColumn,
    Column,
    DayColumn,
    LastDayColumn,
    LinkColumn,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    Table,
    ToneColumn,
)
from coin.members.enums import Audience, PeriodKind, ReducedRateState
from coin.members.models import DuesPlan, ReminderStep
from coin.office import pages_of
from coin.office.reminders import tables as reminder_tables
from coin.office.shared.tables import open_words


def period_words(plan: DuesPlan) -> str:
    """The periods of a plan in words: so many months, a civil year, or a year from a day of a month."""
    if plan.period_kind == PeriodKind.ROLLING:
        return ngettext("%(count)s month", "%(count)s months", plan.months) % {"count": plan.months}
    if plan.period_kind == PeriodKind.CIVIL_YEAR:
        return _("Civil year")
    return _("Year from %(day)02d/%(month)02d") % {
        "day": plan.starts_day,
        "month": plan.starts_month,
    }


class PlanTable(Table):
    empty = gettext_lazy("No dues plan yet. Create the first one: nobody can join without it.")
    name = LinkColumn(verbose_name=gettext_lazy("Plan"), to=pages_of.DUES_PLANS.url_of)
    audience = Column(verbose_name=gettext_lazy("For"))
    period_kind = Column(verbose_name=gettext_lazy("Period"))
    minimum = MoneyColumn(verbose_name=gettext_lazy("Minimum"))
    advised = MoneyColumn(verbose_name=gettext_lazy("Advised"))
    reduced = MoneyColumn(verbose_name=gettext_lazy("Reduced rate"))
    entry_fee = MoneyColumn(verbose_name=gettext_lazy("Entry fee"))
    members_count = NumberColumn(verbose_name=gettext_lazy("Members now"))
    open_to_new = ToneColumn(
        verbose_name=gettext_lazy("State"), words=lambda plan: open_words(plan.open_to_new)
    )

    def render_period_kind(self, record: DuesPlan) -> str:
        return period_words(record)

    def value_period_kind(self, record: DuesPlan) -> str:
        return period_words(record)


class PlanFilter(FilterSet):
    search_help = gettext_lazy("Name of the plan")
    searched = ("name",)
    audience = ChipFilter(label=gettext_lazy("For"), choices=Audience.choices)


class ReducedRateTable(Table):
    empty = gettext_lazy("Nobody asked for the reduced rate yet.")
    member = LinkColumn(
        verbose_name=gettext_lazy("Member"),
        to=pages_of.REDUCED_RATES.url_of,
        order_by=("member__last_name", "member__organisation_name", "pk"),
    )
    state = BadgeColumn(enum="ReducedRateState", verbose_name=gettext_lazy("State"))
    asked_at = MomentColumn(verbose_name=gettext_lazy("Asked"))
    starts_on = DayColumn(verbose_name=gettext_lazy("From"))
    ends_on = LastDayColumn(verbose_name=gettext_lazy("Until"))


class ReducedRateFilter(FilterSet):
    search_help = gettext_lazy("Number or name of the member")
    state = ChipFilter(label=gettext_lazy("State"), choices=ReducedRateState.choices)

    def search(self, queryset: Any, words: str) -> Any:
        from coin.members.models import Member

        return queryset.filter(member__in=Member.objects.search(words).order_by())


class StepTable(reminder_tables.StepTable):
    step_page = "office:reminder-step"
    name = Column(verbose_name=gettext_lazy("Name"))
    text = Column(verbose_name=gettext_lazy("Words"), orderable=False, empty_values=())

    class Meta(Table.Meta):
        sequence = ("days", "name", "text", "sent_count", "is_on")

    @staticmethod
    def when(step: ReminderStep) -> str:
        if not step.days:
            return _("The day the dues end")
        count = abs(step.days)
        if step.days < 0:
            words = ngettext("%(count)s day before", "%(count)s days before", count)
        else:
            words = ngettext("%(count)s day after", "%(count)s days after", count)
        return words % {"count": count}

    def render_text(self, record: ReminderStep) -> str:
        return _("Your own") if record.text or record.subject else _("coin's")


class StepFilter(FilterSet):
    search_help = gettext_lazy("Name of the reminder")
    searched = ("name",)
