"""What a member chooses when they pay on line: documents, an amount in advance, a card or an account to keep."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coin.billing.enums import StoredMeansKind
from coin.core.forms import EuroField


class PayForm(forms.Form):
    documents = forms.TypedMultipleChoiceField(
        label=_("What you pay"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].choices = choices  # type: ignore[attr-defined]


class TopUpForm(forms.Form):
    amount = EuroField(
        label=_("Amount"),
        min_value=Decimal("0.01"),
        help_text=_("It pays your next documents by itself."),
    )


class MeansForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What you give"), choices=StoredMeansKind.choices, widget=forms.RadioSelect
    )
