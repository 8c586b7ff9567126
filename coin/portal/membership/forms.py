"""What members choose about their dues."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.forms import DayField, EuroField
from coin.core.money import euros
from coin.core.templatetags.coin import day, last_day
from coin.members.dues.renewals import Renewal
from coin.members.models import DuesPlan


class RenewForm(forms.Form):
    """The plan where there is a choice, the amount of the dues, and a gift.

    `choices` are the renewals that the member may make, at least one; the first one fills the form. Once the form is
    valid, `chosen` is the plan.
    """

    plan = forms.TypedChoiceField(label=gettext_lazy("Plan"), widget=forms.RadioSelect, coerce=int)
    amount = EuroField(label=gettext_lazy("What I give for my dues"))
    gift = EuroField(
        label=gettext_lazy("A gift on top"),
        required=False,
        min_value=0,
        help_text=gettext_lazy("As you like. It helps the association's projects."),
    )
    at_each_renewal = forms.BooleanField(
        label=gettext_lazy("Add this gift at each renewal"), required=False
    )

    def __init__(self, *args: Any, choices: Sequence[Renewal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        first = choices[0]
        if len(choices) == 1:
            del self.fields["plan"]
            self.fields["amount"].help_text = price(first)
        else:
            self.fields["plan"].choices = [  # type: ignore[attr-defined]
                (renewal.plan.pk, label(renewal)) for renewal in choices
            ]
            self.fields["plan"].initial = first.plan.pk
        self.fields["amount"].initial = first.advised
        self.fields["gift"].initial = first.gift or None
        self.fields["at_each_renewal"].initial = bool(first.gift)

    @property
    def chosen(self) -> DuesPlan:
        pk = self.cleaned_data.get("plan", self.choices[0].plan.pk)
        return next(renewal.plan for renewal in self.choices if renewal.plan.pk == pk)


def label(renewal: Renewal) -> str:
    """A plan as a choice: its name, the last day it covers, and its price."""
    words = {
        "plan": renewal.plan.name,
        "day": day(last_day(renewal.ends_on)),
        "price": price(renewal),
    }
    return _("%(plan)s, until %(day)s. %(price)s") % words


def price(renewal: Renewal) -> str:
    """The least and the advised amount of a renewal, in words; the least alone when no more is advised."""
    if renewal.least < renewal.advised:
        words = {"least": euros(renewal.least), "advised": euros(renewal.advised)}
        return _("A free price from %(least)s; %(advised)s is advised.") % words
    return _("At least %(least)s.") % {"least": euros(renewal.least)}


class RemindersForm(forms.Form):
    """Reminders of dues by mail: as usual, not before a day, or none."""

    YES, PAUSE, NO = "yes", "pause", "no"
    choice = forms.ChoiceField(
        label=gettext_lazy("Mails about my dues"),
        widget=forms.RadioSelect,
        choices=[
            (YES, gettext_lazy("Remind me, a few times around the day my dues end")),
            (PAUSE, gettext_lazy("Do not remind me before a day")),
            (NO, gettext_lazy("Never remind me")),
        ],
    )
    paused_until = DayField(
        label=gettext_lazy("No reminder before"),
        required=False,
        help_text=gettext_lazy("If you chose a day, within a year."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        lacks_day = not data.get("paused_until") and "paused_until" not in self.errors
        if data.get("choice") == self.PAUSE and lacks_day:
            self.add_error("paused_until", _("Choose the day."))
        return data


class ReducedRateForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("A word to the volunteers"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("No proof is asked for. Say only what you want to."),
    )


class ResignForm(forms.Form):
    on = DayField(
        label=gettext_lazy("First day I am no longer a member"), initial=timezone.localdate
    )
