"""The forms of a member: the record and the departure."""

from typing import Any

from django import forms
from django.conf import settings
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.forms import DayField
from coin.core.models import Association
from coin.members.enums import MemberKind
from coin.members.models import Member

WHERE = ("email", "phone", "street", "postal_code", "city", "country", "language")


BIRTH = ("birth_on", "birth_place")


FIELDS = {
    MemberKind.PERSON: ("first_name", "last_name", "pseudonym", *WHERE, *BIRTH),
    MemberKind.ORGANISATION: ("organisation_name", "legal_form", "siren", "rna", *WHERE),
}


def fields_of(kind: str) -> tuple[str, ...]:
    """The names of the fields that the form of a member of this MemberKind shows.

    Birth is among them only where the association asks for it.
    """
    names = FIELDS[MemberKind(kind)]
    if Association.current().asks_birth:
        return names
    return tuple(name for name in names if name not in BIRTH)


class MemberForm(forms.Form):
    """A member's own fields: a person's or an organisation's, by `kind` (MemberKind)."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Member, fields=fields_of(kind)))
        if "birth_on" in self.fields:
            self.fields["birth_on"] = DayField(label=_("Birth date"), required=False)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=settings.LANGUAGES, initial="fr"
        )
        self.fields["email"].widget.attrs["autocomplete"] = "off"


class DepartureForm(forms.Form):
    on = DayField(label=_("First day they are no longer a member"), initial=timezone.localdate)
    excluded = forms.BooleanField(label=_("The collegial body excluded them"), required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the journal, for volunteers only."),
    )
