"""What a member fills in to pay by direct debit."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignMandateForm(forms.Form):
    holder = forms.CharField(
        label=_("Account holder"),
        max_length=70,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    iban = forms.CharField(
        label=_("IBAN"),
        max_length=42,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    bic = forms.CharField(
        label=_("BIC"),
        max_length=14,
        required=False,
        help_text=_("Only if your bank is outside France."),
    )
    accepts = forms.BooleanField(label=_("I have read this mandate and I sign it"))
