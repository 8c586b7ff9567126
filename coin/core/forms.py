"""The look of forms: one renderer for all of them, and fields that carry their unit."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class CoinFormRenderer(TemplatesSetting):
    """Shows errors beside their field and help under the label, and marks optional fields."""

    form_template_name = "core/form.html"
    field_template_name = "core/field.html"


class EuroField(forms.DecimalField):
    """An amount in euros, written `12,50` or `12.50`."""

    unit = "€"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 10, "decimal_places": 2, "localize": True} | kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "class": "short"}


class DayField(forms.DateField):
    """A day, picked with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        # A browser reads the value of a date input as ISO 8601 alone, whatever the language of the page.
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
        super().__init__(**{"widget": widget} | kwargs)
