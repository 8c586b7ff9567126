"""The forms of a subscription: its life, its prices, its term, its shares."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coin.core.forms import DayField, EuroField
from coin.core.money import euros
from coin.members.models import Member
from coin.office.shared.forms import ReasonForm
from coin.subscriptions.enums import SplitMode, Term
from coin.subscriptions.models import Offer, Split
from coin.subscriptions.sharing.queries import MOST, NOTICE_DAYS

ROWS = 5


def next_month() -> date:
    return timezone.localdate().replace(day=1) + relativedelta(months=1)


def after_notice() -> date:
    """The next first day of a month that is seven days away or more: time enough to tell everyone."""
    earliest = timezone.localdate() + timedelta(days=NOTICE_DAYS)
    first = earliest.replace(day=1)
    return first if first == earliest else first + relativedelta(months=1)


class PriceForm(forms.Form):
    monthly_price = EuroField(label=_("Monthly price"), min_value=0, max_digits=8)
    starts_on = DayField(label=_("From"), initial=next_month)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=250,
        help_text=_("Kept in the journal, and shown in the member’s price history."),
    )


class ReducedPriceForm(PriceForm):
    ends_on = DayField(label=_("Until (this day not included)"))
    field_order = ("monthly_price", "starts_on", "ends_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["ends_on"].help_text = _("The price then comes back by itself.")


class OnForm(forms.Form):
    """The day from which a change counts."""

    on = DayField(label=_("From"), initial=timezone.localdate)


class TermForm(forms.Form):
    term = forms.ChoiceField(label=_("Billed"), choices=Term.choices, widget=forms.RadioSelect)
    in_arrears = forms.BooleanField(
        label=_("After the period"),
        required=False,
        help_text=_("Unticked, a period is billed as it begins."),
    )


class DepositForm(forms.Form):
    on = DayField(label=_("Given back on"), initial=timezone.localdate)


class AgreedForm(forms.Form):
    everyone_agreed = forms.BooleanField(
        label=_("Everyone agreed: no notice is needed"),
        required=False,
        help_text=_("Otherwise everyone is told by mail seven days before."),
    )


class LeaveSplitForm(AgreedForm):
    on = DayField(label=_("First day they no longer pay"), initial=after_notice)
    field_order = ("on", "everyone_agreed")


class EndSplitForm(AgreedForm):
    on = DayField(label=_("From"), initial=after_notice)
    field_order = ("on", "everyone_agreed")


class SplitForm(AgreedForm):
    """The members who share a line, with the parts or the euros of each: one row for each, empty rows left out.

    `member` is the subscriber, `split` the split that fills the form at first (None: the subscriber alone), `rows` the
    least number of rows. Once the form is valid, `cleaned_data["shares"]` holds (member, number typed).
    """

    starts_on = DayField(label=_("From"), initial=after_notice)
    mode = forms.ChoiceField(
        label=_("Split by"),
        choices=[
            (SplitMode.PARTS, _("Parts: 2 pays twice as much as 1")),
            (SplitMode.AMOUNTS, _("Amounts in euros a month; the rest is the member’s")),
        ],
        widget=forms.RadioSelect,
        initial=SplitMode.PARTS,
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=250, help_text=_("The mail says it.")
    )

    def __init__(
        self, *args: Any, member: Member, split: Split | None, rows: int = ROWS, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        shares = rows_of(member, split)
        self.count = min(MOST, max(rows, len(shares) + 1))
        self.fields["rows"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=self.count, required=False
        )
        for number in range(1, self.count + 1):
            who, value = shares[number - 1] if number <= len(shares) else (None, None)
            self.fields[f"member{number}"] = who_field(number, who)
            self.fields[f"value{number}"] = value_field(number, value)

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """The rows of fields, as the page shows them: (member's number, part or amount)."""
        return [(self[f"member{n}"], self[f"value{n}"]) for n in range(1, self.count + 1)]

    @property
    def others(self) -> list[Any]:
        """The bound fields after the rows: the note, and whether everyone agreed."""
        return [self[name] for name in ("note", "everyone_agreed")]

    @property
    def has_room(self) -> bool:
        return self.count < MOST

    def clean(self) -> dict[str, Any]:
        """Put (member, part or amount) of each row in `shares`. An error of a row stands at its field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        rows = range(1, self.count + 1)
        numbers = {n: cleaned.get(f"member{n}") for n in rows}
        members = {
            member.number: member
            for member in Member.objects.filter(number__in=[n for n in numbers.values() if n])
        }
        cleaned["shares"] = list(self._shares(numbers, members))
        return cleaned

    def _shares(self, numbers: dict[int, Any], members: dict[int, Member]) -> Any:
        seen: set[int] = set()
        for row, number in numbers.items():
            value = self.cleaned_data.get(f"value{row}")
            if number is None and value is not None:
                self.add_error(f"member{row}", _("Who pays this?"))
            elif number is not None and number not in members:
                self.add_error(f"member{row}", _("There is no member of this number."))
            elif number in seen:
                self.add_error(f"member{row}", _("This member is there twice."))
            elif number is not None and value is None and f"value{row}" not in self.errors:
                self.add_error(f"value{row}", _("How much?"))
            elif number is not None and value is not None:
                seen.add(number)
                yield members[number], value


def who_field(number: int, initial: int | None) -> forms.IntegerField:
    label = _("Number of member %(number)s") % {"number": number}
    attrs = {"class": "short", "autocomplete": "off", "aria-label": label}
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        initial=initial,
        widget=forms.NumberInput(attrs=attrs),
    )


def value_field(number: int, initial: Any) -> forms.DecimalField:
    label = _("Parts or amount of member %(number)s") % {"number": number}
    attrs = {"class": "short", "autocomplete": "off", "aria-label": label, "inputmode": "decimal"}
    return forms.DecimalField(
        label=label,
        required=False,
        localize=True,
        max_digits=8,
        decimal_places=2,
        initial=initial,
        widget=forms.TextInput(attrs=attrs),
    )


def rows_of(member: Member, split: Split | None) -> Sequence[tuple[int, Decimal | int]]:
    """The rows that fill the form at first, (member's number, parts or euros): the shares of the split.

    Without a split, the subscriber (`member`) alone, with one part.
    """
    if split is None:
        return [(member.number, 1)]
    shares = split.shares.select_related("member")
    return [(share.member.number, share.parts or share.amount or 0) for share in shares]


class DeclineSharingForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The member reads it in the mail that tells them."),
    )


class SubscribeForm(forms.Form):
    """A new subscription to `offer`: the monthly price where it is free, and a note."""

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
