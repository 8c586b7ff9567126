"""What the office asks."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.forms import DayField, EuroField
from coin.core.money import euros
from coin.members.enums import MemberKind
from coin.members.models import DuesPlan, Member, User, WorkingGroup
from coin.subscriptions.models import Offer

WHERE = ("email", "phone", "street", "postal_code", "city", "country", "language")
FIELDS = {
    MemberKind.PERSON: ("first_name", "last_name", "pseudonym", *WHERE),
    MemberKind.ORGANISATION: ("organisation_name", "siren", "rna", *WHERE),
}


class MemberForm(forms.Form):
    """A member's own fields: a person's or an organisation's."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(Member, fields=FIELDS[MemberKind(kind)]))
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=settings.LANGUAGES, initial="fr"
        )
        self.fields["email"].widget.attrs["autocomplete"] = "off"


class DuesForm(forms.Form):
    """A period of membership."""

    plan = forms.ModelChoiceField(
        label=_("Plan"), queryset=DuesPlan.objects.filter(open_to_new=True), empty_label=None
    )
    starts_on = DayField(label=_("From"))
    amount = EuroField(label=_("Amount"), help_text=_("Dues are at least the plan's minimum."))

    @staticmethod
    def suggested(member: Member) -> dict[str, Any]:
        """From the day after the last period when it is recent or to come, else from today."""
        plan = DuesPlan.objects.filter(open_to_new=True).first()
        ends_on = member.dues.order_by("-ends_on").values_list("ends_on", flat=True).first()
        today = timezone.localdate()
        recent = ends_on and ends_on > today - timedelta(days=90)
        return {
            "plan": plan,
            "starts_on": ends_on if recent else today,
            "amount": plan.advised if plan else None,
        }


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


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The member reads it."),
    )


class SuspensionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the journal."),
    )


class EndForm(SuspensionForm):
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


class WhoHadForm(forms.Form):
    """An address and a moment."""

    address = forms.CharField(
        label=_("Address"), help_text=_("Like 203.0.113.7, or a prefix."), max_length=49
    )
    at = forms.DateTimeField(
        label=_("At that moment"),
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "step": "1"}
        ),
        help_text=_("In the association's time zone."),
        required=False,
    )


def in_a_year() -> date:
    return timezone.localdate() + timedelta(days=365)


class SeatForm(forms.Form):
    group = forms.ModelChoiceField(label=_("Group"), queryset=WorkingGroup.objects.all())
    user = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.filter(is_active=True).order_by("name")
    )
    starts_on = DayField(label=_("From"), initial=timezone.localdate)
    ends_on = DayField(label=_("Until (this day not included)"), initial=in_a_year)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=250,
        help_text=_("The decision that gives it, for the journal."),
    )
