"""The list of the steps of reminders of documents: its columns and its filters."""

from django.utils.translation import gettext_lazy, ngettext

from coin.billing.models import DocumentReminderStep
from coin.core.filters import FilterSet
from coin.core.tables import (
    Column,
    Table,
)
from coin.office.reminders import tables as reminder_tables


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
