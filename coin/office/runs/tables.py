"""The columns of billing runs."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import BillingRunState
from coin.core.filters import ChipFilter, FilterSet
from coin.core.tables import (
    BadgeColumn,
    Column,
    LinkColumn,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    Table,
)
from coin.office import pages_of


class BillingRunTable(Table):
    empty = _("No billing run yet. Look at a month first: nothing is written before you press.")
    month = LinkColumn(verbose_name=_("Month"), to=pages_of.BILLING_RUNS.url_of)
    state = BadgeColumn(enum="BillingRunState", verbose_name=_("State"))
    started_at = MomentColumn(verbose_name=_("Started"))
    started_by = Column(verbose_name=_("By"), order_by=("started_by__name",))
    issued = NumberColumn(verbose_name=_("Documents"))
    mailed = NumberColumn(verbose_name=_("Mails"))
    total = MoneyColumn(verbose_name=_("Total"))

    def render_month(self, value: Any, record: Any) -> Any:
        return self.columns["month"].column.render(date_format(value, "F Y"), record)

    def value_month(self, value: Any) -> str:
        return f"{value:%Y-%m}"


class BillingRunFilter(FilterSet):
    search_help = _("Who started it")
    searched = ("started_by__name",)
    state = ChipFilter(label=_("State"), choices=BillingRunState.choices)
