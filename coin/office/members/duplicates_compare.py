"""Duplicates as the office shows them: the fields in which two members differ, and the choice between them."""

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
    """The other record's number."""

    number = forms.IntegerField(
        label=gettext_lazy("Number of the duplicate"),
        min_value=1,
        max_value=2_147_483_647,
        help_text=gettext_lazy("Its rows move to this member, and its number finds this member."),
    )


class MergeForm(forms.Form):
    """For each field in which they differ, which value stays."""

    def __init__(self, *args: Any, survivor: Member, other: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in differing(survivor, other):
            mine, theirs = getattr(survivor, name), getattr(other, name)
            self.fields[name] = forms.ChoiceField(
                label=field_title(name),
                widget=forms.RadioSelect,
                choices=[
                    (KEEP, value_of(name, mine, survivor)),
                    (TAKE, value_of(name, theirs, other)),
                ],
                initial=TAKE if better(name, mine, theirs) else KEEP,
            )

    def taken(self) -> list[str]:
        """The fields of which the other's value stays."""
        return [name for name in ORDER if self.cleaned_data.get(name) == TAKE]


def differing(survivor: Member, other: Member) -> Iterator[str]:
    """Fields that are not the same, the other's not being empty."""
    for name in ORDER:
        assert name in TAKEN
        theirs = getattr(other, name)
        if theirs and theirs != getattr(survivor, name):
            yield name


def better(name: str, mine: Any, theirs: Any) -> bool:
    """What is proposed: a value rather than none, and the day they first joined."""
    return not mine or (name == "joined_on" and theirs < mine)


def value_of(name: str, value: Any, member: Member) -> str:
    said = shown(name, value) if value else _("nothing")
    return _("%(value)s (n° %(number)s)") % {"value": said, "number": member.number}


def field_title(name: str) -> str:
    return capfirst(str(Member._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
