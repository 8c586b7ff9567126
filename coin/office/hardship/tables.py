"""The lists of payment plans and of the steps of document reminders."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from coin.billing.enums import PlanState
from coin.core.filters import ChipFilter, FilterSet
from coin.core.tables import (
    BadgeColumn,
    DayColumn,
    LinkColumn,
    MoneyColumn,
    Table,
)
from coin.members.models import Member
from coin.office import pages_of


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
        of_member = Q(member__in=Member.objects.search(words).order_by())
        return queryset.filter(of_member | Q(documents__number__iexact=words)).distinct()
