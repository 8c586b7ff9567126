"""The lists about members without money."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
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
    NumberColumn,
    Table,
)
from coin.core.templatetags.coin import tone_badge
from coin.members.models import Member


class PlanTable(Table):
    empty = gettext_lazy("No payment plan. One is agreed on from a member’s record.")
    member = LinkColumn(
        verbose_name=gettext_lazy("Member"),
        to=lambda row: reverse("office:payment-plan", args=[row.pk]),
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


class StepTable(Table):
    empty = gettext_lazy("No reminder yet. Start from the suggested schedule, or add your own.")
    days = Column(verbose_name=gettext_lazy("When"), attrs={"td": {"class": "row-title"}})
    kind = Column(verbose_name=gettext_lazy("Documents"))
    tone = Column(verbose_name=gettext_lazy("Tone"), order_by=("days",))
    is_on = Column(verbose_name=gettext_lazy("State"))
    sent_count = NumberColumn(verbose_name=gettext_lazy("Sent"))

    def render_days(self, record: DocumentReminderStep) -> SafeString:
        url = reverse("office:document-reminder-step", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, step_words(record))

    def value_days(self, record: DocumentReminderStep) -> str:
        return step_words(record)

    def render_is_on(self, value: bool) -> SafeString:
        return tone_badge(_("In use"), "good") if value else tone_badge(_("Switched off"), "off")

    def value_is_on(self, value: bool) -> str:
        return _("In use") if value else _("Switched off")


class StepFilter(FilterSet):
    search_help = gettext_lazy("Words of the mail")
    searched = ("subject", "text")


def step_words(step: DocumentReminderStep) -> str:
    """When a step of the schedule is sent."""
    words = ngettext("%(count)s day late", "%(count)s days late", step.days)
    return words % {"count": step.days}
