"""The acts of the journal about the member's record, each in the name of the working group that did it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, ngettext_lazy

from coin.core.models import AuditEntry
from coin.core.views.lists import ListPage
from coin.portal.my_data import timeline
from coin.portal.my_data.history_table import HistoryFilter, HistoryTable
from coin.portal.shared.pages import MY_DATA, MemberPage


class History(MemberPage, ListPage):
    template_name = "portal/shared/list.html"
    title = gettext_lazy("What was done to my record")
    parent = MY_DATA
    subtitle = gettext_lazy(
        "Every act about you, by you or by a working group of the association, as its journal keeps it."
    )
    table_class = HistoryTable
    filterset_class = HistoryFilter
    counted = ngettext_lazy("%(count)s act", "%(count)s acts", "count")
    csv_name = "historique"

    def get_queryset(self) -> QuerySet[AuditEntry]:
        return timeline.rows(self.member)

    def decorate(self, rows: list[Any]) -> None:
        for row in rows:
            row.event = timeline.event(row, self.member, self.request.user)
