"""The forms of look-ups, legal requests and pools."""

from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.forms import DayField
from coin.network.models import LegalRequest

ADDRESS_HELP = _("Like 203.0.113.7, or a prefix.")


class MomentField(forms.DateTimeField):
    """A day and an hour to the second, in the association's time zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M:%S", attrs={"type": "datetime-local", "step": "1"}
        )
        kwargs.setdefault("help_text", _("In the association's time zone."))
        super().__init__(widget=widget, **kwargs)


class LookUpForm(forms.Form):
    """A look-up: an address, a moment and a reason."""

    address = forms.CharField(label=_("Address"), help_text=ADDRESS_HELP, max_length=49)
    at = MomentField(
        label=_("At that moment"),
        help_text=_("In the association's time zone. Now, when it is left empty."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=250,
        help_text=_("An abuse report, a member who asks... The journal keeps it, not the answer."),
    )


class LegalRequestForm(forms.Form):
    """A legal request. Several moments or addresses make one request each, with the same reference."""

    at = MomentField(label=_("At that moment"))
    received_on = DayField(label=_("Received on"), initial=timezone.localdate)
    field_order = ("authority", "reference", "received_on", "address", "port", "at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ("authority", "reference", "address", "port")
        self.fields.update(fields_for_model(LegalRequest, fields=names))
        self.fields["address"].help_text = ADDRESS_HELP
        self.order_fields(self.field_order)


class PoolForm(forms.Form):
    """A new pool. The service makes its free slots."""

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
