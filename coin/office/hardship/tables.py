"""The lists about members without money."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from coin.billing.enums import PlanState
from coin.billing.models import DocumentReminderStep
from coin.core.filters import ChipFilter, FilterSet
from coin.core.tables import (
    BadgeColumn,
    Column,
    DayColumn,
    LinkColumn,
    MoneyColumn,
    Table,
)
from coin.members.models import Member
from coin.office import pages_of
from coin.office.reminders import tables as reminder_tables


class PlanTable(Table):
    empty = gettext_lazy("No payment plan. One is agreed on from a member’s record.")
    member = LinkColumn(
        verbose_name=gettext_lazy("Member"),
        to=pages_of.PAYMENT_PLANS.url_of,
        order_by=("member__last_name", "member__organisation_name", "pk"),
    )
    state = BadgeColumn(enum="PlanState", verbose_name=gettext_lazy("State"))
    agreed_on = DayColumn(verbose_name=gettext_lazy("Agreed on"))
    total = MoneyColumn(verbose_name=gettext_lazy("Total"), orderable=False)
    paid = MoneyColumn(verbose_name=pgettext_lazy("payment plan", "Paid"), orderable=False)
    late = MoneyColumn(verbose_name=gettext_lazy("Late"), orderable=False)
    next_on = DayColumn(verbose_name=gettext_lazy("Next one by"), orderable=False)


class PlanFilter(FilterSet):
    search_help = gettext_lazy("Member, document")
    state = ChipFilter(label=gettext_lazy("State"), choices=PlanState.choices)

    def search(self, queryset: Any, words: str) -> Any:
        mine = Q(member__in=Member.objects.search(words).order_by())
        return queryset.filter(mine | Q(documents__number__iexact=words)).distinct()


class StepTable(reminder_tables.StepTable):
    step_page = "office:document-reminder-step"
    kind = Column(verbose_name=gettext_lazy("Documents"))
    tone = Column(verbose_name=gettext_lazy("Tone"), order_by=("days",))

    class Meta(Table.Meta):
        sequence = ("days", "kind", "tone", "is_on", "sent_count")

    @staticmethod
    def when(step: DocumentReminderStep) -> str:
        words = ngettext("%(count)s day late", "%(count)s days late", step.days)
        return words % {"count": step.days}


class StepFilter(FilterSet):
    search_help = gettext_lazy("Words of the mail")
    searched = ("subject", "text")
