"""The columns of “What was done to my record”. Each row bears `event`: the act, in words for the member."""

from typing import Any

from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from coin.core.filters import ChipFilter, FilterSet
from coin.core.tables import Column, MomentColumn, Table

MINE, GROUPS, AUTOMATIC = "me", "groups", "automatic"
BY = [(MINE, _("Me")), (GROUPS, _("The association")), (AUTOMATIC, _("Automatic"))]


class HistoryTable(Table):
    empty = _("Nothing was done to your record yet.")
    at = MomentColumn(verbose_name=_("When"), order_by=("at", "pk"))
    what = Column(
        verbose_name=_("What"),
        accessor="event__what",
        orderable=False,
        attrs={"td": {"class": "row-title"}},
    )
    about = Column(verbose_name=_("About"), accessor="event__about", orderable=False)
    changes = Column(verbose_name=_("What changed"), accessor="event__changes", orderable=False)
    by = Column(verbose_name=_("By"), accessor="event__by", orderable=False)

    class Meta(Table.Meta):
        order_by = "-at"

    def render_changes(self, value: list[str]) -> SafeString:
        lines = format_html_join("", "<li>{}</li>", [(line,) for line in value])
        return format_html('<ul class="changes">{}</ul>', lines)

    def value_changes(self, value: list[str]) -> str:
        return " ; ".join(value)


class HistoryFilter(FilterSet):
    q = None
    by = ChipFilter(label=_("By"), choices=BY, method="filter_by")

    def filter_by(self, queryset: Any, name: str, chosen: list[str]) -> Any:
        me = Q(actor=self.request.user)
        which = {MINE: me, GROUPS: Q(actor__isnull=False) & ~me, AUTOMATIC: Q(actor__isnull=True)}
        wanted = Q()
        for author in chosen:
            wanted |= which[author]
        return queryset.filter(wanted)
