"""A row of the journal in words: the fields that changed, before and after. Both faces show it alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DecimalField, Field
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.models import AuditEntry
from coin.core.templatetags.coin import day, euros, moment

NOTHING = "\N{EM DASH}"
LONGEST = 250
# Names under which acts keep changes that are no field of their subject.
LABELS = {
    "count": gettext_lazy("number"),
    "rows": gettext_lazy("rows"),
    "share": gettext_lazy("share"),
}


@dataclass(frozen=True)
class Change:
    """One field, before and after, as people read it."""

    label: str
    before: str
    after: str

    @property
    def said(self) -> str:
        words = {"field": self.label, "before": self.before, "after": self.after}
        return _("%(field)s: %(before)s → %(after)s") % words


def changes_of(row: AuditEntry) -> Iterator[Change]:
    """The changes of a row in words, field by field as the row holds them, without a query."""
    for name, (before, after) in row.changes.items():
        field = _field(row.subject_type, name)
        label = str(getattr(field, "verbose_name", "") or LABELS.get(name, name)).replace("_", " ")
        yield Change(label[:1].upper() + label[1:], words(before, field), words(after, field))


def words(value: Any, field: "Field[Any, Any] | None" = None) -> str:
    """A plain value of the journal as people read it: a choice's word, a day, an amount, yes or no.

    `field` is the model's field that held the value, None when it is not known. A dash stands for an empty value; a
    long text is cut at LONGEST characters.
    """
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, DecimalField) and field.decimal_places == 2:
        return _amount(value)
    if isinstance(value, str | int) and (readable := _choice(value, field) or _instant(str(value))):
        return readable
    return Truncator(value).chars(LONGEST)


def _amount(value: Any) -> str:
    # Nothing is raised for a value that is no amount: the journal's page shows it as it stands.
    try:
        return euros(Decimal(value))
    except (InvalidOperation, TypeError, ValueError):
        return str(value)


def _choice(value: "str | int", field: "Field[Any, Any] | None") -> str:
    choices = dict(getattr(field, "flatchoices", None) or [])
    return str(choices.get(value, ""))


def _instant(text: str) -> str:
    try:
        parsed: date | datetime | None = parse_date(text) or parse_datetime(text)
    except ValueError:  # written like a date that no calendar has, such as 2026-02-30
        return ""
    return moment(parsed) if isinstance(parsed, datetime) else day(parsed)


def _field(subject_type: str, name: str) -> "Field[Any, Any] | None":
    try:
        field = apps.get_model(subject_type)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist, ValueError):  # the journal outlives models and fields
        return None
    return field if isinstance(field, Field) else None
