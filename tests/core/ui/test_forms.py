from decimal import Decimal

from django import forms
from django.utils import translation

from coin.core.errors import DomainError, InvalidInput
from coin.core.forms import DayField, EuroField
from coin.core.views.pages import put_beside_field


class Sample(forms.Form):
    name = forms.CharField(help_text="As on letters.")
    amount = EuroField(required=False)
    day = DayField(required=False)


def test_errors_stand_in_a_summary_and_beside_the_field() -> None:
    page = str(Sample({"name": "", "amount": "12,50"}))
    assert 'href="#id_name"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'value="12,50"' in page


def test_optional_is_marked_and_required_is_not() -> None:
    with translation.override("en"):
        page = str(Sample())
    assert page.count("(optional)") == 2


def test_amounts_are_read_as_they_are_written_here() -> None:
    with translation.override("fr"):
        for written in ("12,50", "12.50", "12,5"):
            form = Sample({"name": "x", "amount": written})
            assert form.is_valid()
            assert form.cleaned_data["amount"] == Decimal("12.50")


def test_a_services_refusal_stands_beside_its_field_or_on_top() -> None:
    form = Sample({"name": "x"})
    assert form.is_valid()
    put_beside_field(form, InvalidInput("Too short.", field="name"))
    put_beside_field(form, InvalidInput("Odd.", field="elsewhere"))
    put_beside_field(form, DomainError("Not now."))
    assert form.errors["name"] == ["Too short."]
    assert form.non_field_errors() == ["Odd.", "Not now."]


def test_what_people_typed_is_escaped_everywhere() -> None:
    assert "<script>" not in str(Sample({"name": "<script>", "amount": "<script>"}))
