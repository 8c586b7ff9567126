"""The forms of what another tool held: its entries, and the balance of each member."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from coin.billing.accounts.take_history import BroughtForward
from coin.core.forms import DayField
from coin.core.money import cents
from coin.members.models import Member


class HistoryForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("A FEC, or a CSV with the columns date, compte, debit, credit. 5 MB at most."),
    )


class BroughtForwardForm(forms.Form):
    """The balances of members, pasted. Once the form is valid, its cleaned `rows` are BroughtForward objects.

    A balance above zero is what the member owes. A number that no member has is refused.
    """

    on = DayField(label=_("Day"), help_text=_("The last day of the other tool."))
    rows = forms.CharField(
        label=_("Balances"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_("One member a line: number; what they owe. Negative: they are ahead."),
    )

    def clean_rows(self) -> list[BroughtForward]:
        self.text = self.cleaned_data["rows"]
        read = list(self._cells(self.text))
        members = {member.number: member for member in Member.objects.filter(number__in=dict(read))}
        unknown_numbers = [str(number) for number, _balance in read if number not in members]
        if unknown_numbers:
            words = _now("No member has the number %(numbers)s.")
            raise forms.ValidationError(words % {"numbers": ", ".join(unknown_numbers[:10])})
        return [BroughtForward(members[number], balance) for number, balance in read]

    def _cells(self, text: str) -> Iterator[tuple[int, Decimal]]:
        """Each line as (member's number, balance). A first line without a digit is a heading, left out.

        Raises ValidationError for a line that is not a number and an amount.
        """
        for position, line in enumerate(row for row in text.splitlines() if row.strip()):
            cells = [cell.strip().strip('"') for cell in line.replace("\t", ";").split(";")]
            if position == 0 and not any(letter.isdigit() for letter in line):
                continue
            try:
                # A member's reference is ADH00042: people paste it as well as the bare number.
                yield int(cells[0].removeprefix("ADH")), _amount(cells[1])
            except (ValueError, IndexError, InvalidOperation) as error:
                words = _now("This line is not number; amount: %(line)s")
                raise forms.ValidationError(words % {"line": line[:80]}) from error

    def clean(self) -> dict[str, Any]:
        self.text = self.data.get("rows", "")
        return super().clean() or {}


def _amount(text: str) -> Decimal:
    amount = Decimal("".join(text.replace("€", "").split()).replace(",", ".").replace("−", "-"))
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 8:
        raise InvalidOperation(text)
    return cents(amount)
