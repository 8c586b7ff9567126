"""The forms of a merge: the number of the duplicate, and the choice of a value for each field that differs."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.members.merging.services import TAKEN
from coin.members.models import Member
from coin.office.members.import_words import shown

ORDER = (
    "first_name",
    "last_name",
    "organisation_name",
    "pseudonym",
    "legal_form",
    "siren",
    "rna",
    "birth_on",
    "birth_place",
    "email",
    "phone",
    "street",
    "postal_code",
    "city",
    "country",
    "language",
    "joined_on",
)
KEEP, TAKE = "keep", "take"


class MergeWithForm(forms.Form):
    """The number of the record to merge."""

    number = forms.IntegerField(
        label=gettext_lazy("Number of the duplicate"),
        min_value=1,
        max_value=2_147_483_647,
        help_text=gettext_lazy("Its rows move to this member, and its number finds this member."),
    )


class MergeForm(forms.Form):
    """The value to keep, the survivor's or the other's, for each field in which the other record has another value."""

    def __init__(self, *args: Any, survivor: Member, other: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in differing(survivor, other):
            survivor_value, other_value = getattr(survivor, name), getattr(other, name)
            self.fields[name] = forms.ChoiceField(
                label=field_title(name),
                widget=forms.RadioSelect,
                choices=[
                    (KEEP, value_of(name, survivor_value, survivor)),
                    (TAKE, value_of(name, other_value, other)),
                ],
                initial=TAKE if better(name, survivor_value, other_value) else KEEP,
            )

    def taken(self) -> list[str]:
        """The names of the fields whose value comes from the other record."""
        return [name for name in ORDER if self.cleaned_data.get(name) == TAKE]


def differing(survivor: Member, other: Member) -> Iterator[str]:
    """The names of the fields in which the other record has a value, and not the survivor's."""
    for name in ORDER:
        # A field that the merge does not take would be a choice without effect.
        assert name in TAKEN
        other_value = getattr(other, name)
        if other_value and other_value != getattr(survivor, name):
            yield name


def better(name: str, survivor_value: Any, other_value: Any) -> bool:
    """Whether the other record's value is proposed: when the survivor has none, or joined later."""
    return not survivor_value or (name == "joined_on" and other_value < survivor_value)


def value_of(name: str, value: Any, member: Member) -> str:
    words = shown(name, value) if value else _("nothing")
    return _("%(value)s (n° %(number)s)") % {"value": words, "number": member.number}


def field_title(name: str) -> str:
    return capfirst(str(Member._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
