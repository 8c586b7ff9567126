"""The forms of the bank: a statement, its columns, an account, a match, a filing."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coin.billing.bank.csv_statement import FIELDS, Sheet, guessed
from coin.billing.bank.reading import MOST_BYTES
from coin.billing.models import BankAccount, BankLine
from coin.core.forms import EuroField
from coin.members.models import Member

PARTS = 4  # members who may share one transfer, as a household does
# Accounts of the associations' chart (ANC 2018-06) under which bank lines are most often filed.
USUAL = {
    "627": _("Bank fees"),
    "6156": _("Maintenance"),
    "6135": _("Rents of equipment and space"),
    "626": _("Post and telecommunications"),
    "616": _("Insurance"),
    "401": _("Suppliers"),
    "5112": _("Cheques to pay in"),
    "5116": _("HelloAsso’s payout"),
    "530": _("Cash paid in"),
    "580": _("From one account to another"),
    "75411": _("Gifts"),
    "768": _("Interest"),
}


class BankFileField(forms.FileField):
    """A file of the bank. It is refused above 20 MB."""

    def clean(self, *args: Any) -> Any:
        file = super().clean(*args)
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 20 MB."))
        return file


class UploadForm(forms.Form):
    file = BankFileField(
        label=_("Statement"), help_text=_("camt.053, OFX, MT940, CFONB120 or CSV, 20 MB at most.")
    )
    account = forms.ModelChoiceField(
        label=_("Account"),
        queryset=BankAccount.objects.all(),
        required=False,
        empty_label=_("The one that the file names"),
    )


class ColumnsForm(forms.Form):
    """The meaning of each column of `sheet`, a CSV statement, with the first row as an example and a guess at first."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = dict(enumerate(sheet.columns))
        proposed = guessed(sheet.columns)
        first = sheet.rows[0][1] if sheet.rows else {}
        for number, column in self.columns.items():
            # Fields bear the column's place: a bank's own heading may be empty, or hold any character.
            self.fields[f"column{number}"] = forms.ChoiceField(
                label=column or str(number + 1),
                choices=[("", _("Not used")), *FIELDS.items()],
                required=False,
                initial=proposed.get(column, ""),
                help_text=first.get(column, ""),
            )

    def mapping(self) -> dict[str, str]:
        """{heading of the column: field of a bank line}, without the columns that are not used."""
        choices = {
            column: self.cleaned_data[f"column{number}"] for number, column in self.columns.items()
        }
        return {column: field for column, field in choices.items() if field}


class AccountForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    iban = forms.CharField(
        label=_("IBAN"),
        max_length=42,
        required=False,
        help_text=_("Statements that name it then find it by themselves."),
    )


class MatchForm(forms.Form):
    """The member who paid the whole amount, or up to four members and the part of each.

    Once the form is valid, `parts` holds (member, euros). Whether the parts add up is left to the service.
    """

    def __init__(self, *args: Any, line: BankLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, PARTS + 1):
            is_first = number == 1
            self.fields[f"member{number}"] = forms.IntegerField(
                label=_("Number of the member") if is_first else _("Another member’s number"),
                min_value=1,
                required=is_first,
            )
            self.fields[f"amount{number}"] = EuroField(label=_("Amount"), required=is_first)
        self.initial["amount1"] = line.amount
        if line.suggested:
            self.initial["member1"] = line.suggested.number

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.parts: list[tuple[Member, Decimal]] = []
        for number in range(1, PARTS + 1):
            number_typed, amount = cleaned.get(f"member{number}"), cleaned.get(f"amount{number}")
            if number_typed is None and amount is None:
                continue
            member = Member.objects.filter(number=number_typed or 0, merged_into=None).first()
            if member is None:
                self.add_error(f"member{number}", _("No member has this number."))
            elif amount is None:
                self.add_error(f"amount{number}", _("Say how much of it is theirs."))
            else:
                self.parts.append((member, amount))
        return cleaned


class FileForm(forms.Form):
    account = forms.CharField(
        label=_("Account of the chart"),
        max_length=20,
        widget=forms.TextInput(attrs={"list": "usual-accounts", "class": "short"}),
        help_text=_("Like 627 for bank fees."),
    )
    note = forms.CharField(label=_("Note"), max_length=250, required=False)


class UndoForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=140)
