"""The forms of an offer and of its services."""

from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from coin.core.forms import EuroField
from coin.subscriptions import registry
from coin.subscriptions.catalogue.services import AMOUNTS, EDITABLE
from coin.subscriptions.models import Offer

REQUIRED = {"monthly_price"}
HELP = {
    "monthly_price": _("Of a free price: what is advised, which covers what it costs. With VAT."),
    "minimum": _("Given, the price is free: each member chooses from there. Empty: it is not."),
    "maximum": _("Of a free price only. Empty: as high as one likes."),
    "setup_fee": _("Asked once, with the first invoice. 0: nothing."),
    "deposit": _("Asked once, given back when the subscription has ended. 0: nothing."),
    "term": _("Prices are a month’s; this says how many months are billed at once."),
    "in_arrears": _("Unticked, a period is billed as it begins."),
    "suspended_price": _(
        "Empty: the whole price, since the line or the place stays taken. 0: nothing."
    ),
    "billed_by_item": _("The invoice parts the price between the services, by their parts."),
    "vat_rate": _(
        "In percent. Counts while the association is liable to VAT. Empty: its usual rate."
    ),
    "open_to_new": _("Unticked, nobody new may ask for it. Those who have it keep it."),
}


class OfferForm(forms.Form):
    """The fields of an offer, with a help for each. A change leaves live subscriptions what was agreed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = fields_for_model(Offer, fields=EDITABLE)
        for name in EDITABLE:
            field = own[name]
            if name in AMOUNTS:
                field = EuroField(
                    label=field.label, required=name in REQUIRED, min_value=0, max_digits=8
                )
            field.help_text = HELP.get(name, "")
            self.fields[name] = field
        self.fields["description"].widget.attrs["rows"] = 3
        self.fields["vat_rate"].widget.attrs["class"] = "short"

    def clean_setup_fee(self) -> Any:
        return self.cleaned_data["setup_fee"] or 0

    def clean_deposit(self) -> Any:
        return self.cleaned_data["deposit"] or 0


class ItemForm(forms.Form):
    label = forms.CharField(
        label=_("Label"), max_length=100, help_text=_("How members read it, and invoices.")
    )
    service_type = forms.ChoiceField(
        label=_("Kind of service"),
        help_text=_("What coin sets up by itself, or a service that a volunteer sets up by hand."),
    )
    weight = forms.IntegerField(
        label=_("Part of the price"),
        min_value=0,
        max_value=1000,
        initial=1,
        help_text=_("Where the offer has one line for each service: 2 is twice as much as 1."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(known.slug, known.label) for known in registry.all_types()]
        self.fields["service_type"].choices = kinds  # type: ignore[attr-defined]
        self.fields["weight"].widget.attrs["class"] = "short"
