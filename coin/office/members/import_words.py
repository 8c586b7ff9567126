"""An import of members as the office shows it: its forms, its lines in words, its list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coin.core.filters import ChipFilter, FilterSet
from coin.core.money import euros
from coin.core.tables import BadgeColumn, Column, LinkColumn, MomentColumn, NumberColumn, Table
from coin.core.templatetags.coin import day
from coin.members.enums import ImportState
from coin.members.importing.comparing import Line, Outcome
from coin.members.importing.fields import FIELDS
from coin.members.models import DuesPlan, ImportBatch, Member
from coin.office import pages_of

SAMPLES = 3
LEFT_OUT = "-"
SEPARATORS = {
    ";": gettext_lazy("semicolons"),
    ",": gettext_lazy("commas"),
    "\t": gettext_lazy("tabs"),
}


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("5 MB and 20,000 lines at most. The first line names the columns."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )


class ColumnsForm(forms.Form):
    """One choice of a field, or of none, for each column of the file of `batch`, with its first values beside it."""

    plan = forms.ModelChoiceField(
        label=gettext_lazy("Plan of dues that name none"),
        queryset=DuesPlan.objects.all(),
        required=False,
        empty_label=pgettext_lazy("plan", "None"),
    )

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(LEFT_OUT, _("Leave this column out"))]
        choices += [(field.slug, field.title) for field in FIELDS.values()]
        for position, name in enumerate(batch.columns):
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=name,
                choices=choices,
                initial=LEFT_OUT,
                help_text=samples(batch.rows, position),
            )
        self.order_fields([f"column_{n}" for n in range(len(batch.columns))])

    def columns(self) -> dict[int, str]:
        """{position of the column, from 0: slug of the chosen field}, without the columns left out."""
        chosen = {name: value for name, value in self.cleaned_data.items() if name != "plan"}
        return {
            int(name.split("_")[1]): value for name, value in chosen.items() if value != LEFT_OUT
        }


def samples(rows: Iterable[tuple[int, list[str]]], position: int) -> str:
    """The first three different values of a column, in one text, each cut at 40 characters.

    `rows` are (number of the line, cells); `position` counts columns from 0. A sentence says that a column is empty.
    """
    values: list[str] = []
    for _number, cells in rows:
        cell = cells[position] if position < len(cells) else ""
        if cell and cell not in values:
            values.append(cell if len(cell) <= 40 else f"{cell[:39]}…")
        if len(values) == SAMPLES:
            break
    return ", ".join(values) if values else _("This column is empty.")


def how_it_was_read(batch: ImportBatch) -> str:
    """The encoding and the separator of the file, in a sentence; another one when its accents look broken."""
    words = {
        "encoding": batch.mapping.get("encoding", ""),
        "separator": SEPARATORS.get(batch.mapping.get("separator", ""), ""),
    }
    sentence = _("Read as %(encoding)s, with %(separator)s between the columns.") % words
    if not batch.mapping.get("is_odd"):
        return sentence
    odd = _("Accents look broken (“Ã©”): save the file again as CSV (UTF-8) if they do below.")
    return f"{sentence} {odd}"


@dataclass(frozen=True)
class Said:
    """A line of the file in words.

    `outcome` is a value of Outcome, `url` the page of the member when there is one already, `words` the reasons of a
    refusal or else what the line writes, `notes` its remarks.
    """

    number: int
    outcome: str
    name: str
    url: str
    words: Sequence[str]
    notes: Sequence[str]


def said(line: Line) -> Said:
    member = line.member
    url = pages_of.MEMBERS.url_of(member) if member and member.pk else ""
    refused = line.outcome == Outcome.REFUSED
    words = line.reasons if refused else list(changes(line))
    return Said(line.number, line.outcome.value, line.name, url, words, line.notes)


def changes(line: Line) -> Iterable[str]:
    """What the line would write, in words: each field's value, with the former one if any, and the paid dues."""
    for name, (before, after) in line.changes.items():
        words = {"field": title(name), "before": shown(name, before), "after": shown(name, after)}
        if before in (None, ""):
            yield _("%(field)s: %(after)s") % words
        else:
            yield _("%(field)s: %(before)s → %(after)s") % words
    if line.dues:
        words = {"plan": str(line.dues.plan), "amount": euros(line.dues.amount)}
        yield _("Dues “%(plan)s”, %(amount)s") % words


def title(name: str) -> str:
    return FIELDS[name].title if name in FIELDS else name


def shown(name: str, value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return euros(value)
    if name in ("kind", "legal_form"):
        choices = dict(Member._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
        return str(choices.get(value, value))
    return str(value)


class ImportTable(Table):
    empty = gettext_lazy("No file was sent yet.")
    name = LinkColumn(verbose_name=gettext_lazy("File"), to=pages_of.IMPORTS.url_of)
    state = BadgeColumn(enum="ImportState", verbose_name=gettext_lazy("State"))
    lines = NumberColumn(
        verbose_name=gettext_lazy("Lines"), accessor="counts__lines", orderable=False
    )
    new = NumberColumn(
        verbose_name=pgettext_lazy("line of a file", "New"), accessor="counts__new", orderable=False
    )
    changed = NumberColumn(
        verbose_name=pgettext_lazy("line of a file", "Changed"),
        accessor="counts__changed",
        orderable=False,
    )
    refused = NumberColumn(
        verbose_name=pgettext_lazy("line of a file", "Refused"),
        accessor="counts__refused",
        orderable=False,
    )
    created_by = Column(verbose_name=gettext_lazy("Sent by"), order_by=("created_by__name", "pk"))
    created_at = MomentColumn(verbose_name=gettext_lazy("Sent"))


class ImportFilter(FilterSet):
    search_help = gettext_lazy("Name of the file")
    searched = ("name",)
    state = ChipFilter(label=gettext_lazy("State"), choices=ImportState.choices)
