"""The journal: every act, its author and capacity."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, ngettext

from coin.core.models import AuditEntry
from coin.core.views.lists import ListPage
from coin.members import capabilities
from coin.office import filters, tables


class JournalList(ListPage):
    capability = capabilities.JOURNAL
    title = gettext_lazy("Journal")
    subtitle = gettext_lazy(
        "Every act, who did it and in whose name. Nothing here is ever changed."
    )
    table_class = tables.JournalTable
    filterset_class = filters.JournalFilter
    csv_name = "journal"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return AuditEntry.objects.all()

    def noun(self, count: int) -> str:
        return ngettext("%(count)s act", "%(count)s acts", count) % {"count": count}
