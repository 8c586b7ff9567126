"""The fields of the join form: lines of text that hold only characters that a person writes."""

import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PHONE = RegexValidator(
    r"^[0-9+][0-9 ().+/-]{5,29}\Z", gettext_lazy("Write this number with digits and spaces.")
)


# Unicode's categories of controls and surrogates, and its marks that reverse the direction of the text around them.
HIDDEN = ("Cc", "Cs")
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
BREAKS = frozenset("\r\n\t")


def refuse_control_characters(text: str) -> None:
    """Raise ValidationError for characters that no keyboard types and no screen shows; line breaks and tabs may stand.

    They would hide in lists, mails and files.
    """
    for character in set(text) - BREAKS:
        if unicodedata.category(character) in HIDDEN or character in TURNING:
            raise forms.ValidationError(_("This holds a character that cannot be written here."))


def refuse_breaks(text: str) -> None:
    if BREAKS & set(text):
        raise forms.ValidationError(_("Write this on one line."))


def line(label: Any, most: int, **kwargs: Any) -> forms.CharField:
    attributes = {"autocomplete": kwargs.pop("autocomplete", "off")}
    field = forms.CharField(
        label=label,
        max_length=most,
        validators=[refuse_control_characters, refuse_breaks, *kwargs.pop("validators", [])],
        **kwargs,
    )
    field.widget.attrs |= attributes
    return field


def compact(number: str, check: Callable[[str], None]) -> str:
    """A number without the spaces that people write in it, in capitals. `check` raises for a wrong one.

    An empty number stays empty, unchecked.
    """
    compacted = "".join(number.split()).upper()
    if compacted:
        check(compacted)
    return compacted
