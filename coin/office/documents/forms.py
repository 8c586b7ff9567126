"""The forms of a reversed payment and of the month to bill."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.forms import DayField


class ReversalForm(forms.Form):
    on = DayField(label=_("Sent back on"), initial=timezone.localdate)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=140, help_text=_("Rejected, refunded...")
    )


class MonthForm(forms.Form):
    """The month to bill, given as its first day."""

    month = forms.DateField(
        label=_("Month"),
        input_formats=["%Y-%m"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month", "class": "short"}),
    )
