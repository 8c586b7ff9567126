"""A step of the reminders of documents, as a volunteer sets it."""

from typing import Any

from django.utils.translation import gettext_lazy

from coin.billing.enums import DocumentKind, ReminderTone
from coin.billing.models import DocumentReminderStep
from coin.billing.reminders.find import KINDS
from coin.office.reminders import forms as reminder_forms


class StepForm(reminder_forms.StepForm):
    model = DocumentReminderStep
    names = ("kind", "tone", "days", "subject", "text")
    once = ("kind", "tone")
    helps = {
        "days": gettext_lazy("Counted from the day by which the document was to be paid."),
        "text": gettext_lazy(
            "Empty: coin's own words. The greeting, the documents and how to pay stand around it."
            " These are replaced: %(words)s."
        ),
    }

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, is_new=is_new, **kwargs)
        if is_new:
            kinds = [(kind.value, kind.label) for kind in DocumentKind if kind in KINDS]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
            self.fields["tone"].initial = ReminderTone.KIND
