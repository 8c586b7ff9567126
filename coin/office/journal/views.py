"""The journal: every act, its author and capacity, and whether the chain that closes it holds.

The collegial body works in the open: whoever holds a seat reads what was done, when, by whom, in whose name and on
whose record (by number). The words (names, what changed from what to what, notes) hold personal data: only the groups
with the capability “Read the journal” see them, as the first groups of every association do.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, ngettext_lazy

from coin.core import chain
from coin.core.models import AuditEntry
from coin.core.views.access import holders_of
from coin.core.views.lists import ListPage
from coin.members import capabilities
from coin.office.journal.filters import JournalFilter
from coin.office.journal.tables import WORDS, JournalTable


class JournalList(ListPage):
    template_name = "office/journal/journal.html"
    title = gettext_lazy("Journal")
    subtitle = gettext_lazy(
        "Every act, who did it and in whose name. Nothing here is ever changed."
    )
    table_class = JournalTable
    filterset_class = JournalFilter
    csv_name = "journal"
    counted = ngettext_lazy("%(count)s act", "%(count)s acts", "count")

    def get_queryset(self) -> QuerySet[Any, Any]:
        return AuditEntry.objects.all()

    def reads_words(self) -> bool:
        return self.request.user.has_capability(capabilities.JOURNAL.slug)

    def hidden_columns(self) -> Sequence[str]:
        return () if self.reads_words() else WORDS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ask = "" if self.reads_words() else ", ".join(holders_of(capabilities.JOURNAL.slug))
        return super().get_context_data(
            chain=chain.state(), reads_words=self.reads_words(), ask=ask, **kwargs
        )
