"""The journal in words: what was done, to what, by whom, and what changed from what to what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DecimalField, Field, Q, QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.models import AuditEntry
from coin.core.templatetags.coin import day, euros, moment

NOTHING = "\N{EM DASH}"
PAGES = {
    "subscriptions.subscription": "office:subscription",
    "billing.document": "office:document",
    "network.pool": "office:pool",
    "provisioning.run": "office:run",
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


@dataclass(frozen=True)
class Event:
    """One row of the journal, in words."""

    at: datetime
    what: str
    subject: str
    url: str
    by: str
    note: str
    changes: list[Change]


def events(rows: Iterable[AuditEntry]) -> list[Event]:
    """Rows of the journal in words: no query."""
    return [event(row) for row in rows]


def event(row: AuditEntry) -> Event:
    return Event(
        at=row.at,
        what=audit.label_of(row.action),
        subject=row.subject_label,
        url=url_of(row),
        by=author(row),
        note=row.note,
        changes=list(changes_of(row)),
    )


def author(row: AuditEntry) -> str:
    """Who did it, and in the name of which group; the system when nobody did."""
    if not row.actor_name:
        return _("automatic")
    return f"{row.actor_name} ({row.capacity})" if row.capacity else row.actor_name


def url_of(row: AuditEntry) -> str:
    """The page about its subject, or about its member; empty when there is none."""
    if row.subject_type in PAGES and row.subject_id:
        return reverse(PAGES[row.subject_type], args=[row.subject_id])
    return reverse("office:member", args=[row.member_number]) if row.member_number else ""


def changes_of(row: AuditEntry) -> Iterator[Change]:
    for name, (before, after) in row.changes.items():
        field = _field(row.subject_type, name)
        label = str(getattr(field, "verbose_name", "") or name).replace("_", " ")
        yield Change(label[:1].upper() + label[1:], words(before, field), words(after, field))


def words(value: Any, field: "Field[Any, Any] | None" = None) -> str:
    """A journal's plain value as people read it: a choice's word, a day, yes or no."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, DecimalField) and field.decimal_places == 2:
        return euros(Decimal(value))
    choices = dict(getattr(field, "flatchoices", None) or [])
    if value in choices:
        return str(choices[value])
    if isinstance(value, str) and (instant := _instant(value)):
        return instant
    return str(value)


def _instant(text: str) -> str:
    try:
        found: date | datetime | None = parse_date(text) or parse_datetime(text)
    except ValueError:
        return ""
    return moment(found) if isinstance(found, datetime) else day(found)


def _field(subject_type: str, name: str) -> "Field[Any, Any] | None":
    try:
        found = apps.get_model(subject_type)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist, ValueError):
        return None
    return found if isinstance(found, Field) else None


def about(*subjects: tuple[str, Iterable[int]]) -> QuerySet[AuditEntry]:
    """The rows about some things, given by type and numbers, newest first."""
    wanted = Q(pk__in=[])
    for subject_type, pks in subjects:
        wanted |= Q(subject_type=subject_type, subject_id__in=list(pks))
    return AuditEntry.objects.filter(wanted)
