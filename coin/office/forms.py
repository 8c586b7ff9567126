"""What the office asks."""

from typing import Any

from django import forms
from django.conf import settings
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.forms import DayField, EuroField
from coin.core.models import Association
from coin.core.money import euros
from coin.members.enums import MemberKind
from coin.members.models import Member
from coin.subscriptions.models import Offer

WHERE = ("email", "phone", "street", "postal_code", "city", "country", "language")
BIRTH = ("birth_on", "birth_place")
FIELDS = {
    MemberKind.PERSON: ("first_name", "last_name", "pseudonym", *WHERE, *BIRTH),
    MemberKind.ORGANISATION: ("organisation_name", "legal_form", "siren", "rna", *WHERE),
}


def fields_of(kind: str) -> tuple[str, ...]:
    """What is asked about a member of that kind: their birth only where the association does."""
    names = FIELDS[MemberKind(kind)]
    if Association.current().asks_birth:
        return names
    return tuple(name for name in names if name not in BIRTH)


class MemberForm(forms.Form):
    """A member's own fields: a person's or an organisation's."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Member, fields=fields_of(kind)))
        if "birth_on" in self.fields:
            self.fields["birth_on"] = DayField(label=_("Birth date"), required=False)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=settings.LANGUAGES, initial="fr"
        )
        self.fields["email"].widget.attrs["autocomplete"] = "off"


class PaidOnForm(forms.Form):
    paid_on = DayField(label=_("Paid on"), initial=timezone.localdate)


class DepartureForm(forms.Form):
    on = DayField(label=_("First day they are no longer a member"), initial=timezone.localdate)
    excluded = forms.BooleanField(label=_("The collegial body excluded them"), required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the journal, for volunteers only."),
    )


class SubscribeForm(forms.Form):
    """The price, where it is free, and a note."""

    monthly_price = EuroField(label=_("Monthly price"))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For volunteers."),
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offer.minimum is None:
            del self.fields["monthly_price"]
            return
        price = self.fields["monthly_price"]
        price.initial = offer.monthly_price
        price.help_text = _("A free price: at least %(least)s.") % {"least": euros(offer.minimum)}
        if offer.maximum is not None:
            bounds = {"least": euros(offer.minimum), "most": euros(offer.maximum)}
            price.help_text = _("A free price: from %(least)s to %(most)s.") % bounds


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The member reads it."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the journal."),
    )


class SuspensionForm(ReasonForm):
    on = DayField(label=_("Suspended from"), initial=timezone.localdate)
    field_order = ("on", "reason")


class ResumptionForm(forms.Form):
    on = DayField(label=_("Suspended no more from"), initial=timezone.localdate)


class EndForm(ReasonForm):
    on = DayField(label=_("First day that is not billed"), initial=timezone.localdate)
    field_order = ("on", "reason")


class DoneForm(forms.Form):
    on = DayField(label=_("Works since"), initial=timezone.localdate)


class PoolForm(forms.Form):
    """A new pool. Its free slots are laid out by the service."""

    name = forms.CharField(label=_("Name"), max_length=80)
    prefix = forms.CharField(  # type: ignore[assignment]
        label=_("Prefix"), help_text=_("Like 203.0.113.0/24 or 2001:db8::/40."), max_length=49
    )
    slot_length = forms.IntegerField(
        label=_("Slot length"),
        help_text=_("32 gives single IPv4 addresses, 56 gives prefixes of IPv6."),
        min_value=0,
        max_value=128,
    )
    use = forms.SlugField(label=_("For services of the type"), help_text=_("vpn, line..."))
