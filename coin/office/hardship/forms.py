"""The forms of payment plans, waivers, the solidarity fund and suspensions."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing.hardship.instalments import Dated, equal_instalments
from coin.billing.hardship.plans import MOST_INSTALMENTS
from coin.core.forms import DayField, EuroField
from coin.core.money import cents, euros, total

if TYPE_CHECKING:
    from coin.billing.balance.queries import DocumentWithRest

# A day, as the French write it or in ISO 8601, then an amount.
LINE = re.compile(r"^(\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})\s*[:;]?\s+(\S.*)$")


class DatedField(forms.CharField):
    """Instalments, one on each line: a day (05/12/2026 or 2026-12-05) and an amount. It gives [(day, euros)]."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), max_length=4000, **kwargs)

    def clean(self, value: Any) -> list[Dated]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines()]
        return [_instalment(line) for line in lines if line]


def _instalment(line: str) -> Dated:
    match = LINE.match(line)
    try:
        if match is None:
            raise ValueError(line)
        # People paste amounts from a spreadsheet: “1 250,00 €”, often with no-break spaces.
        amount = match[2].replace("€", "").replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
        return _day(match[1]), Decimal(amount.replace(",", "."))
    except (ValueError, InvalidOperation) as error:
        raise ValidationError(
            _("“%(line)s” is not a day and an amount, as in 05/12/2026 20,00.") % {"line": line}
        ) from error


def _day(words: str) -> date:
    if "/" not in words:
        return date.fromisoformat(words)
    day, month, year = words.split("/")
    return date(int(year), int(month), int(day))


class PlanForm(forms.Form):
    """The documents of a plan, and either a number of equal instalments or instalments typed one by one.

    `choices` are the documents that may be ticked. Once the form is valid, `dated` gives [(day, euros)].
    """

    documents = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Documents"), widget=forms.CheckboxSelectMultiple, coerce=int
    )
    count = forms.IntegerField(
        label=gettext_lazy("Equal instalments, one a month"),
        required=False,
        min_value=1,
        max_value=MOST_INSTALMENTS,
    )
    first_on = DayField(label=gettext_lazy("The first one by"), required=False)
    own = DatedField(
        label=gettext_lazy("Or other instalments"),
        required=False,
        help_text=gettext_lazy("One a line: a day and an amount, as in 05/12/2026 20,00."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the volunteers"), required=False, max_length=250
    )

    def __init__(self, *args: Any, choices: "Sequence[DocumentWithRest]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rests = {document.pk: cents(document.rest) for document in choices}
        self.fields["documents"].choices = [  # type: ignore[attr-defined]
            (document.pk, _choice(document)) for document in choices
        ]
        self.fields["count"].widget.attrs["class"] = "short"
        self.fields["first_on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        plan: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return plan
        if bool(plan["own"]) == bool(plan["count"]):
            words = _("Give a number of equal instalments, or write them; not both.")
            raise ValidationError({"count": words})
        if plan["count"] and not plan["first_on"]:
            raise ValidationError({"first_on": _("Say by when the first one is paid.")})
        return plan

    @property
    def dated(self) -> list[Dated]:
        plan = self.cleaned_data
        if plan["own"]:
            return list(plan["own"])
        owed = total(self.rests[pk] for pk in plan["documents"])
        return equal_instalments(owed, plan["count"], plan["first_on"])


def _choice(document: "DocumentWithRest") -> str:
    words = {
        "kind": document.get_kind_display(),
        "number": document.number,
        "rest": euros(document.rest),
        "day": date_format(document.due_on) if document.due_on else "",
    }
    return _("%(kind)s %(number)s: %(rest)s, to be paid by %(day)s") % words


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Answer without a plan"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The member reads it in the mail that tells them."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=250, widget=forms.Textarea(attrs={"rows": 2})
    )


class WaiverForm(forms.Form):
    amount = EuroField(label=gettext_lazy("Amount given up"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=250,
        help_text=gettext_lazy("It stands on the credit note, which the member reads."),
    )


class HelpForm(forms.Form):
    amount = EuroField(label=gettext_lazy("Amount"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "It stands in the journal, not in the member’s space. No detail of their private life."
        ),
    )


class PutOffForm(forms.Form):
    until = DayField(label=gettext_lazy("Propose it again from"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=250)
