"""The forms of dues: periods, plans, reduced rates and the schedule of reminders."""

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.forms.models import fields_for_model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.forms import DayField, EuroField
from coin.core.money import euros
from coin.members.dues.plans_edit import EDITABLE
from coin.members.dues.renewals import Renewal
from coin.members.models import DuesPlan, Member, ReminderStep
from coin.office.reminders import forms as reminder_forms


class DuesForm(forms.Form):
    """A dues period of `member`, of one of `plans`. A change of plan loads the amounts that the other plan suggests.

    `following` is the suggested renewal, whose bounds stand beside the amount; None when there is none.
    """

    plan = forms.ModelChoiceField(
        label=_("Plan"), queryset=DuesPlan.objects.all(), empty_label=None
    )
    starts_on = DayField(label=_("From"))
    amount = EuroField(label=_("Amount"))
    gift = EuroField(
        label=_("Gift"), required=False, min_value=0, help_text=_("A free extra, on its own line.")
    )

    def __init__(
        self,
        *args: Any,
        member: Member,
        plans: list[DuesPlan],
        following: Renewal | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = DuesPlan.objects.filter(  # type: ignore[attr-defined]
            pk__in=[plan.pk for plan in plans]
        )
        # Without scripts, the links above the form do the same.
        self.fields["plan"].widget.attrs |= {
            "hx-get": reverse("office:dues-open", args=[member.number]),
            "hx-trigger": "change",
            "hx-target": "#dues-open",
            "hx-select": "#dues-open",
            "hx-swap": "outerHTML",
        }
        if following:
            self.fields["amount"].help_text = _("At least %(least)s, %(advised)s advised.") % {
                "least": euros(following.least),
                "advised": euros(following.advised),
            }


class ChangeDuesForm(forms.Form):
    amount = EuroField(label=_("Amount"))
    gift = EuroField(label=_("Gift"), required=False, min_value=0)


class PlanForm(forms.Form):
    """The fields of a dues plan. The kind of period decides which of them count.

    `months` counts for periods of a number of months, the day and month for a year that begins on a fixed day; a civil
    year needs none.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(DuesPlan, fields=EDITABLE))
        for name, words in self.amounts().items():
            self.fields[name] = EuroField(
                label=self.fields[name].label,
                required=name in {"minimum", "advised"},
                min_value=0,
                help_text=words,
            )
        self.fields["description"].widget.attrs["rows"] = 3
        self.fields["months"].help_text = _("For a number of months.")
        self.fields["starts_day"].help_text = _("For a year that begins on a fixed day.")
        self.fields["starts_month"].help_text = _("For a year that begins on a fixed day.")
        for name in ("months", "starts_day", "starts_month"):
            self.fields[name].widget.attrs["class"] = "short"

    @staticmethod
    def amounts() -> dict[str, Any]:
        return {
            "minimum": _("The price is free from there."),
            "advised": _("Shown to members as the right price for most of them."),
            "reduced": _("The least for those whom a volunteer grants it. Empty: there is none."),
            "entry_fee": _("Asked once, with the first dues."),
        }

    def clean_entry_fee(self) -> Any:
        return self.cleaned_data["entry_fee"] or 0


def in_a_year() -> date:
    return timezone.localdate() + relativedelta(years=1)


class GrantForm(forms.Form):
    """The reduced rate, from a day to a day (not included), and a word that the mail to the member says."""

    starts_on = DayField(label=_("From"), initial=timezone.localdate)
    ends_on = DayField(label=_("Until (this day not included)"), initial=in_a_year)
    answer = forms.CharField(
        label=_("A word to the member"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The mail that tells them says it."),
    )


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The member reads it in the mail that tells them."),
    )


class StepForm(reminder_forms.StepForm):
    model = ReminderStep
    names = ("name", "days", "subject", "text")
    helps = {
        "name": _("For the volunteers."),
        "days": _("-30 is a month before, 0 the day itself, 30 a month after."),
        "text": _(
            "Empty: coin's own words. The greeting, the amounts and how to pay stand around it."
            " These are replaced: %(words)s."
        ),
    }


class PaidOnForm(forms.Form):
    paid_on = DayField(label=_("Paid on"), initial=timezone.localdate)
