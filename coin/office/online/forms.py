"""The forms of online payments: the day of charges, a refund."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from coin.core.forms import DayField, EuroField


class ChargeDayForm(forms.Form):
    """The day of charges, which stands in the page's URL. Sending the form only shows the page of that day."""

    charge_on = DayField(label=_("Day of the charge"))


class RefundForm(forms.Form):
    amount = EuroField(label=_("Amount sent back"), min_value=Decimal("0.01"))
