"""The forms of direct debits: mandates, days of collection, returns of the bank."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coin.core.forms import DayField
from coin.office.bank.forms import BankFileField


class MandateForm(forms.Form):
    """A mandate on paper, signed already or to be signed later."""

    holder = forms.CharField(label=_("Account holder"), max_length=70)
    iban = forms.CharField(
        label=_("IBAN"), max_length=42, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    bic = forms.CharField(label=_("BIC"), max_length=14, required=False)
    signed_on = DayField(
        label=_("Signed on"),
        required=False,
        help_text=_("Empty while it is not signed: it then waits for its paper."),
    )
    file = forms.FileField(label=_("Signed paper"), required=False)


class SignForm(forms.Form):
    signed_on = DayField(label=_("Signed on"))
    file = forms.FileField(label=_("Signed paper"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=140)


class CollectionDayForm(forms.Form):
    """The day of collection. It stands in the page's URL, which the button that drafts the batch posts to."""

    collection_on = DayField(label=_("Day of collection"))


class CollectedForm(forms.Form):
    on = DayField(label=_("Paid by the bank on"))


class ReturnsForm(forms.Form):
    file = BankFileField(
        label=_("File of the bank"), help_text=_("pain.002, camt.054 or camt.053, 20 MB at most.")
    )
