"""The forms of payments: a payment and its cheque, a deposit slip, a move to another member, a gift of a credit."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from coin.billing.enums import PaymentMeans
from coin.billing.models import BankAccount, Cheque
from coin.billing.payments.services import ChequeWords
from coin.core.forms import DayField, EuroField
from coin.core.templatetags.coin import day, euros

# The fund helps from its own page, and opening balances are taken in together.
TYPED = [
    choice
    for choice in PaymentMeans.choices
    if choice[0] not in (PaymentMeans.FUND, PaymentMeans.OPENING)
]


class G1Field(EuroField):
    """An amount in Ğ1, a free currency that members may pay in."""

    unit = "Ğ1"


class PaymentForm(forms.Form):
    """A payment of any means but the fund's help and opening balances.

    The style sheet alone hides the fields of other means, so that the form works in any browser.
    """

    amount = EuroField(label=gettext_lazy("Amount"))
    received_on = DayField(label=gettext_lazy("Received on"), initial=timezone.localdate)
    means = forms.ChoiceField(label=gettext_lazy("Means"), choices=TYPED)
    unit_amount = G1Field(
        label=gettext_lazy("Received in Ğ1"),
        required=False,
        max_digits=12,
        help_text=gettext_lazy("For Ğ1 alone; the amount above is what they are worth in euros."),
    )
    cheque_drawer = forms.CharField(
        label=gettext_lazy("Drawer"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("For a cheque: whose account it is drawn on."),
    )
    cheque_bank_name = forms.CharField(
        label=gettext_lazy("Drawer’s bank"), required=False, max_length=100
    )
    cheque_number = forms.CharField(
        label=gettext_lazy("Cheque number"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        required=False,
        max_length=140,
        help_text=gettext_lazy("What the bank's statement or the cheque says."),
    )

    def values(self) -> dict[str, Any]:
        """The keyword arguments of `record_payment` without the actor. `cheque` is None unless that is the means."""
        fields = dict(self.cleaned_data)
        words = {name: fields.pop(f"cheque_{name}") for name in ("drawer", "bank_name", "number")}
        is_cheque = fields["means"] == PaymentMeans.CHEQUE
        return fields | {"cheque": ChequeWords(**words) if is_cheque else None}


class ChequesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Cheques to tick, each with its amount, its member and the words written on it."""

    def label_from_instance(self, cheque: Any) -> SafeString:
        payment = cheque.payment
        words = [cheque.drawer, cheque.bank_name, cheque.number and f"n° {cheque.number}"]
        return format_html(
            "<span><strong>{}</strong> {} <small>{}</small></span>",
            euros(payment.amount),
            payment.member,
            " · ".join(filter(None, [*words, day(payment.received_on)])),
        )


class SlipForm(forms.Form):
    cheques = ChequesField(
        label=gettext_lazy("Cheques"),
        queryset=Cheque.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("One of these cheques no longer waits: look again."),
            "required": gettext_lazy("Choose at least one cheque."),
        },
    )
    account = forms.ModelChoiceField(
        label=gettext_lazy("To the account"), queryset=BankAccount.objects.all(), empty_label=None
    )
    made_on = DayField(label=gettext_lazy("Day"), initial=timezone.localdate)

    def __init__(self, *args: Any, waiting: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The choices are the cheques that wait at this moment: one put on another slip meanwhile is refused.
        self.fields["cheques"].queryset = waiting  # type: ignore[attr-defined]
        self.initial["cheques"] = [cheque.pk for cheque in waiting]


class MoveForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=140,
        help_text=gettext_lazy("For the journal: it was another Martin…"),
    )


class GiveForm(forms.Form):
    amount = EuroField(label=gettext_lazy("Gift"))
