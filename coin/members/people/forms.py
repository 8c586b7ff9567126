"""Forms about a member for the office and the portal: contacts, addresses, papers, representatives, passwords."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coin.core.forms import DayField
from coin.members.enums import AttachmentKind, ContactKind, RepresentativeRole
from coin.members.models import Contact, OrganisationAccount, PostalAddress
from coin.members.people.attachments import MOST_MEGABYTES
from coin.members.people.contacts import ADDRESS_FIELDS
from coin.members.people.file_types import TYPES

LONGEST_PASSWORD = 200


def _rules() -> str:
    return " ".join(password_validators_help_texts())


class ContactForm(forms.Form):
    """A further e-mail address or phone number."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ContactKind.choices)
    value = forms.CharField(label=_("Address or number"), max_length=254)
    label = forms.CharField(
        label=_("What it is for"),
        max_length=Contact._meta.get_field("label").max_length,
        required=False,
        help_text=_("Work, home, treasurer..."),
    )


class ChangeContactForm(ContactForm):
    """A contact to change: its kind stays."""

    kind = None  # type: ignore[assignment]  # Django's way to take away an inherited field


class AddressForm(forms.Form):
    """A further postal address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(PostalAddress, fields=ADDRESS_FIELDS))
        self.fields["label"].help_text = _("Where the line is, where letters go...")


class PaperForm(forms.Form):
    """A file about a member."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=format_lazy(
            _("A PDF, a JPEG or PNG picture, a plain text or an ODT, of at most {most} MB."),
            most=MOST_MEGABYTES,
        ),
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ",".join(ending for file_type in TYPES for ending in file_type.endings)
            }
        ),
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=AttachmentKind.choices)


class RepresentativeForm(forms.Form):
    """A person who acts for a member, and their role."""

    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_(
            "Whoever has an account at this address uses it; anybody else is invited to choose a password."
        ),
    )
    name = forms.CharField(label=_("Their name"), max_length=150)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (RepresentativeRole.OWNER, _("Holder: everything, and who else acts")),
            (RepresentativeRole.ACCOUNTS, _("Accounts: dues, documents and payments")),
            (RepresentativeRole.TECHNICAL, _("Technical: services and their settings")),
        ],
        widget=forms.RadioSelect,
        initial=RepresentativeRole.OWNER,
    )
    starts_on = DayField(label=_("From"), initial=timezone.localdate)
    ends_on = DayField(
        label=_("Until (this day not included)"),
        required=False,
        help_text=_("Empty: until somebody ends it."),
    )


class EndRepresentativeForm(forms.Form):
    on = DayField(label=_("First day they no longer act"), initial=timezone.localdate)


class ChangeAccountForm(forms.Form):
    """A person of an organisation, to change: the login stays."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=OrganisationAccount._meta.get_field("name").max_length,
    )
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The link to choose the password goes there.")
    )


class NewAccountForm(ChangeAccountForm):
    """A new person: their login is suggested from the name when it is left empty."""

    login = forms.CharField(
        label=_("Login"),
        max_length=31,
        required=False,
        help_text=_("Empty: made of the name. It cannot be changed later."),
    )
    field_order = ("name", "login", "email")


class ServicesPasswordForm(forms.Form):
    """The password of the services, twice."""

    password = forms.CharField(
        label=_("New password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy(_rules, str)(),
    )
    again = forms.CharField(
        label=_("The same again"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two passwords are not the same."))
        return again
