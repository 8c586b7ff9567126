"""What the office asks about money."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import PaymentMeans
from coin.core.forms import DayField, EuroField


class PaymentForm(forms.Form):
    amount = EuroField(label=_("Amount"))
    received_on = DayField(label=_("Received on"), initial=timezone.localdate)
    means = forms.ChoiceField(label=_("Means"), choices=PaymentMeans.choices)
    reference = forms.CharField(
        label=_("Reference"),
        required=False,
        max_length=140,
        help_text=_("What the bank's statement or the cheque says."),
    )


class ReversalForm(forms.Form):
    on = DayField(label=_("Sent back on"), initial=timezone.localdate)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=140, help_text=_("Rejected, refunded...")
    )


class MonthForm(forms.Form):
    """Which month is billed."""

    month = forms.DateField(
        label=_("Month"),
        input_formats=["%Y-%m"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month", "class": "short"}),
    )
