"""What the office asks about online payments."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from coin.core.forms import DayField, EuroField


class ChargeDayForm(forms.Form):
    """The day stands in the address."""

    charge_on = DayField(label=_("Day of the charge"))


class RefundForm(forms.Form):
    amount = EuroField(label=_("Amount sent back"), min_value=Decimal("0.01"))
