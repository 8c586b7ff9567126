"""The association's VAT regimes over time: a regime added, changed or removed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.documents import vat_periods
from coin.core import vat
from coin.core.forms import DayField
from coin.core.models.association import VatPeriod, VatRegime
from coin.core.templatetags.coin import day
from coin.core.views.confirm import ConfirmPage, Preview
from coin.core.views.pages import AboutPage, FormPage, Link
from coin.members.capabilities import SETTINGS
from coin.office import pages_of


class PercentField(forms.DecimalField):
    unit = "%"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"max_digits": 5, "decimal_places": 2, "min_value": 0, "localize": True} | kwargs
        )
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "class": "short"}


class VatPeriodForm(forms.Form):
    starts_on = DayField(label=gettext_lazy("From"))
    regime = forms.ChoiceField(label=gettext_lazy("Regime"), choices=VatRegime.choices)
    rate = PercentField(
        label=gettext_lazy("Usual VAT rate"),
        initial=vat.RATES[0],
        help_text=gettext_lazy(
            "It counts while the association is liable. Prices include VAT; an offer may have a rate of its own."
        ),
    )


class VatPeriodNew(FormPage):
    capability = SETTINGS
    title = gettext_lazy("New VAT regime")
    intro = gettext_lazy(
        "The regime in force the day an invoice is issued counts. Invoices issued already stay as they are."
    )
    form_class = VatPeriodForm
    button = gettext_lazy("Save")
    done = gettext_lazy("The VAT regime is saved.")

    def get_parent(self) -> Link | None:
        return pages_of.SETTINGS.link("tva")

    def do(self, form: VatPeriodForm) -> None:
        vat_periods.add_vat_period(actor=self.request.user, **form.cleaned_data)


class VatPeriodEdit(AboutPage[VatPeriod], VatPeriodNew):
    of = pages_of.VAT_PERIODS
    title = gettext_lazy("Change a VAT regime")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in vat_periods.FIELDS}

    def do(self, form: VatPeriodForm) -> None:
        vat_periods.change_vat_period(self.object, actor=self.request.user, **form.cleaned_data)


class VatPeriodRemove(AboutPage[VatPeriod], ConfirmPage):
    of = pages_of.VAT_PERIODS
    capability = SETTINGS
    title = gettext_lazy("Remove a VAT regime")
    done = gettext_lazy("The VAT regime is removed.")

    def preview(self) -> Preview:
        facts = [
            (_("From"), day(self.object.starts_on)),
            (_("Regime"), self.object.get_regime_display()),
        ]
        return Preview(
            _("The regime before it goes on until the next one."),
            _("Remove the regime"),
            facts=facts,
            style="danger",
        )

    def do(self, form: Any) -> None:
        vat_periods.remove_vat_period(self.object, actor=self.request.user)
