"""The forms of the answers to a request to join."""

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.forms import DayField
from coin.members.joining.services import LONGEST_MESSAGE


def in_a_year() -> date:
    return timezone.localdate() + relativedelta(years=1)


class QuestionForm(forms.Form):
    question = forms.CharField(
        label=gettext_lazy("What you ask"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("The candidate is mailed it, and answers on their page."),
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The candidate reads it."),
    )


class ReducedForm(forms.Form):
    """The decision on the reduced rate that the candidate asks for: granted until a day, or not, with the reason."""

    grants = forms.ChoiceField(
        label=gettext_lazy("The reduced rate"),
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Grant it")), ("no", gettext_lazy("Do not grant it"))],
    )
    ends_on = DayField(
        label=gettext_lazy("Granted until (this day not included)"),
        initial=in_a_year,
        required=False,
    )
    answer = forms.CharField(
        label=gettext_lazy("A word about it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The candidate reads it; say why when it is not granted."),
    )

    def clean(self) -> None:
        decision: dict[str, Any] = self.cleaned_data
        if decision.get("grants") == "yes" and "ends_on" in decision and not decision["ends_on"]:
            self.add_error("ends_on", _("Say until when it is granted."))
        if decision.get("grants") == "no" and not decision.get("answer"):
            self.add_error("answer", _("Say why: the candidate reads it."))
