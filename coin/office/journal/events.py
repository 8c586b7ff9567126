"""The journal as volunteers read it: what was done, to what, by whom, and what changed from what to what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.journal_words import Change, changes_of
from coin.core.models import AuditEntry

__all__ = ["Change", "Event", "about", "author", "changes_of", "event", "events", "url_of"]
PAGES = {
    "members.application": "office:application",
    "subscriptions.subscription": "office:subscription",
    "billing.document": "office:document",
    "network.pool": "office:pool",
    "provisioning.run": "office:run",
    "members.workinggroup": "office:group",
    "network.legalrequest": "office:legal-request",
    "core.mail": "office:mail",
}


@dataclass(frozen=True)
class Event:
    """One row of the journal, in words. `url` is the subject's page or its member's, empty when there is none."""

    at: datetime
    what: str
    subject: str
    url: str
    by: str
    note: str
    changes: list[Change]


def events(rows: Iterable[AuditEntry]) -> list[Event]:
    """Rows of the journal in words, in the same order, without a query."""
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
    """The author of an act and the group in whose name they acted; “automatic” when coin acted by itself."""
    if row.actor_id is None and not row.actor_name:
        return _("automatic")
    # The retention erases the names of people, and keeps the row.
    name = row.actor_name or _("name erased")
    return f"{name} ({row.capacity})" if row.capacity else name


def url_of(row: AuditEntry) -> str:
    """The URL of the row's subject, or else of its member; empty when neither has a page."""
    if row.subject_type in PAGES and row.subject_id:
        return reverse(PAGES[row.subject_type], args=[row.subject_id])
    return reverse("office:member", args=[row.member_number]) if row.member_number else ""


def about(*subjects: tuple[str, Iterable[int]]) -> QuerySet[AuditEntry]:
    """The journal's rows about subjects, newest first.

    Each of `subjects` is a type and its primary keys: `("members.application", [4, 7])`. Without any, no row.
    """
    wanted = Q(pk__in=[])  # no row at all, where an empty Q() would match every row
    for subject_type, pks in subjects:
        wanted |= Q(subject_type=subject_type, subject_id__in=list(pks))
    return AuditEntry.objects.filter(wanted)
