"""Dues reminders and their schedule."""

from django.utils.translation import gettext_lazy

from coin.members import capabilities
from coin.members.reminders.services import DUES_REMINDERS
from coin.office.dues import forms as dues_forms
from coin.office.dues import tables as dues_tables
from coin.office.reminders.pages import Kind

DUES = Kind(
    "reminder",
    DUES_REMINDERS,
    capabilities.REMIND,
    title=gettext_lazy("Dues reminders"),
    schedule_title=gettext_lazy("Schedule of dues reminders"),
    table_class=dues_tables.StepTable,
    filterset_class=dues_tables.StepFilter,
    form_class=dues_forms.StepForm,
    csv_name="dues-reminders",
)
