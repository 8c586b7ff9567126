"""The forms of the accounts: an account, the accounts chosen, a closing, opening balances."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from coin.billing.account_enums import AccountUse
from coin.billing.accounts.services import OpeningRow
from coin.billing.chart import Accounts
from coin.billing.models import Account, BankAccount
from coin.core.forms import DayField
from coin.core.money import ZERO, cents

COLUMNS = 4
MOST_BYTES = 1_000_000


class AccountForm(forms.Form):
    code = forms.CharField(
        label=_("Number"), max_length=20, help_text=_("As in 627. One that is known is renamed.")
    )
    label = forms.CharField(label=_("Label"), max_length=150)


class ChoicesForm(forms.Form):
    """The account of the chart for each kind of fact (AccountUse) and for each of `banks`.

    `accounts` holds the present choices. Once the form is valid, `by_use` and `by_bank` give the codes chosen.
    """

    def __init__(
        self, *args: Any, accounts: Accounts, banks: Sequence[BankAccount], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(account.code, str(account)) for account in Account.objects.all()]
        self.banks = banks
        for use in AccountUse:
            self._choose(use, use.label, accounts.of(use), choices)
        for bank in banks:
            name = _now("Bank account “%(name)s”") % {"name": bank.name}
            self._choose(f"bank_{bank.pk}", name, accounts.of_bank(bank.pk), choices)

    def _choose(self, name: str, label: Any, chosen: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=chosen)

    def by_use(self) -> dict[str, str]:
        return {str(use): self.cleaned_data[use] for use in AccountUse}

    def by_bank(self) -> dict[int, str]:
        return {bank.pk: self.cleaned_data[f"bank_{bank.pk}"] for bank in self.banks}


def last_month_end() -> Any:
    return timezone.localdate().replace(day=1) - timedelta(days=1)


class CloseForm(forms.Form):
    ends_on = DayField(label=_("Last day of the period"), initial=last_month_end)


class OpeningForm(forms.Form):
    """Balances pasted, or sent as a file. Once the form is valid, its cleaned `rows` are OpeningRow objects."""

    on = DayField(label=_("Day"))
    rows = forms.CharField(
        label=_("Balances"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_("One account a line: account; label; debit; credit."),
    )
    file = forms.FileField(label=_("Or a CSV file of the same"), required=False)

    def clean_file(self) -> str:
        """The text of the file, which replaces the text typed. Empty without a file.

        Refused when the file is larger than 1 MB, or no text in UTF-8.
        """
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 1 MB."))
        try:
            # Spreadsheets put a byte order mark before UTF-8: without “-sig” it would stick to the first cell.
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This file is not a text in UTF-8.")) from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        text = cleaned.get("file") or cleaned.get("rows") or ""
        self.text = text
        lines = [line for line in text.splitlines() if line.strip()]
        if not lines:
            self.add_error("rows", _("Give one account at least."))
        elif "rows" in cleaned:
            self._read(lines, cleaned)
        return cleaned

    def _read(self, lines: list[str], cleaned: dict[str, Any]) -> None:
        try:
            cleaned["rows"] = [row for line in lines if (row := _row(line)) is not None]
        except ValueError as error:
            words = _now("This line is not account; label; debit; credit: %(line)s")
            self.add_error("rows", words % {"line": str(error)})


def _row(line: str) -> OpeningRow | None:
    """The balance that a line holds; None for a heading. Raises ValueError with the line when it is neither."""
    cells = [cell.strip().strip('"') for cell in line.split(";")]
    if len(cells) != COLUMNS:
        raise ValueError(line)
    if cells[0] and not any(letter.isdigit() for letter in line):
        return None
    try:
        debit, credit = _amount(cells[2]), _amount(cells[3])
    except InvalidOperation as error:
        raise ValueError(line) from error
    return OpeningRow(cells[0].upper(), cells[1][:150], debit, credit)


def _amount(text: str) -> Decimal:
    plain = "".join(text.replace("€", "").split()).replace(",", ".")
    amount = Decimal(plain) if plain else ZERO
    # Decimal also reads “NaN” and “1E+20”, which no column of the database holds.
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 10:
        raise InvalidOperation
    return cents(amount)
