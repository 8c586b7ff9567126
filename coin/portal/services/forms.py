"""What a member chooses when they subscribe."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.money import euros
from coin.subscriptions.models import Offer


class PriceForm(forms.Form):
    """What the member gives each month for an offer at a free price. Any other offer leaves nothing to choose.

    The form then has no field. A price out of the bounds of `offer` is refused.
    """

    monthly_price = forms.DecimalField(
        label=gettext_lazy("What I give each month"), max_digits=8, decimal_places=2, localize=True
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offer.minimum is None:
            del self.fields["monthly_price"]
            return
        price = self.fields["monthly_price"]
        price.initial = offer.monthly_price
        price.unit = _("€ a month")  # type: ignore[attr-defined]  # read by core/field.html
        words = {"minimum": euros(offer.minimum), "advised": euros(offer.monthly_price)}
        bounds = _("From %(minimum)s; %(advised)s covers what it costs.")
        price.validators.append(
            MinValueValidator(offer.minimum, _("At least %(minimum)s.") % words)
        )
        if offer.maximum is not None:
            words["maximum"] = euros(offer.maximum)
            bounds = _("From %(minimum)s to %(maximum)s; %(advised)s covers what it costs.")
            at_most = _("At most %(maximum)s.") % words
            price.validators.append(MaxValueValidator(offer.maximum, at_most))
        price.help_text = bounds % words


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
