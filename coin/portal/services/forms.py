"""What members type."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.money import ZERO, euros
from coin.subscriptions.models import Offer


class PriceForm(forms.Form):
    """What is given each month for an offer at a free price; nothing to choose for any other."""

    monthly_price = forms.DecimalField(
        label=gettext_lazy("What I give each month"), max_digits=8, decimal_places=2, localize=True
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        price = self.fields["monthly_price"]
        if offer.minimum is None:
            del self.fields["monthly_price"]
            return
        price.initial = offer.monthly_price
        price.unit = _("€ a month")  # type: ignore[attr-defined]  # read by core/field.html
        price.help_text = self.bounds()

    def bounds(self) -> str:
        told = {
            "minimum": euros(self.offer.minimum or ZERO),
            "maximum": euros(self.offer.maximum or ZERO),
            "advised": euros(self.offer.monthly_price),
        }
        if self.offer.maximum is None:
            return _("From %(minimum)s; %(advised)s covers what it costs.") % told
        return _("From %(minimum)s to %(maximum)s; %(advised)s covers what it costs.") % told

    def clean_monthly_price(self) -> Decimal:
        price: Decimal = self.cleaned_data["monthly_price"]
        if self.offer.minimum is not None and price < self.offer.minimum:
            minimum = euros(self.offer.minimum)
            raise forms.ValidationError(_("At least %(minimum)s.") % {"minimum": minimum})
        if self.offer.maximum is not None and price > self.offer.maximum:
            maximum = euros(self.offer.maximum)
            raise forms.ValidationError(_("At most %(maximum)s.") % {"maximum": maximum})
        return price


class SharingForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Who with, and how"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Names or numbers of members, and each one’s part: halves, 10 € each… A volunteer answers you."
        ),
    )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("A word to the volunteers"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
