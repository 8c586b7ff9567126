"""Reminders of unpaid documents and of late instalments, and their schedule."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.capabilities import REMIND
from coin.billing.reminders import find as reminders
from coin.billing.reminders.services import DOCUMENT_REMINDERS
from coin.core.views.pages import Action
from coin.office.reminders.document_forms import StepForm
from coin.office.reminders.document_tables import StepFilter, StepTable
from coin.office.reminders.pages import Kind, RemindersPage

DOCUMENTS = Kind(
    "document-reminder",
    DOCUMENT_REMINDERS,
    REMIND,
    title=gettext_lazy("Reminders of unpaid documents"),
    schedule_title=gettext_lazy("Schedule of reminders of unpaid documents"),
    table_class=StepTable,
    filterset_class=StepFilter,
    form_class=StepForm,
    csv_name="document-reminders",
)


class DocumentReminders(RemindersPage):
    """The reminders of unpaid documents to send today; one button sends the mails shown.

    The page says until which day the bank is known, and leads to the suspensions that follow the last reminder.
    """

    round: reminders.Round

    def get_subtitle(self) -> str:
        known_until = self.round.known_until
        if known_until is None:
            return _("No bank statement yet: nobody is reminded of what may have been paid.")
        words = _("The bank is known until %(day)s: nobody is reminded of what was due later.")
        return words % {"day": date_format(known_until)}

    def get_actions(self) -> list[Action]:
        decide = Action(_("Suspensions to decide"), reverse("office:suspensions"), "player-pause")
        return [*super().get_actions(), decide]
