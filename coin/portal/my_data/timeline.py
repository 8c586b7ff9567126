"""The acts of the journal about a member's record, in words that the member may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from coin.billing import actions as billing_acts
from coin.core import audit
from coin.core.journal_words import changes_of
from coin.core.models import AuditEntry
from coin.core.money import euros
from coin.members.models import Member, User
from coin.subscriptions import actions as subscription_acts

# A note is the volunteers' own, except where its author knew that the member would read it.
NOTES_FOR_THE_MEMBER = frozenset({subscription_acts.REFUSED.slug})
# The drafts that volunteers prepare concern the member once they are issued.
NOT_FOR_THE_MEMBER = (
    billing_acts.DRAFTED.slug,
    billing_acts.DRAFT_CHANGED.slug,
    billing_acts.DRAFT_DROPPED.slug,
)
OF_THE_MEMBER = "members.member"
# The room of the subjects whose values, before and after, are the member's own data.
OWN_DATA = "members."


@dataclass(frozen=True)
class Event:
    """One act: when, what, about which thing of the member, in whose name, and what it changed of their data.

    `note` is empty but for the few notes that were written for the member.
    """

    at: datetime
    what: str
    about: str
    by: str
    note: str
    changes: list[str]


def rows(member: Member) -> QuerySet[AuditEntry]:
    """The rows of the journal about the member's record, and about those merged into it, newest first.

    Acts on drafts of documents are left out.
    """
    numbers = Member.objects.filter(Q(pk=member.pk) | Q(merged_into=member)).values("number")
    entries: QuerySet[AuditEntry] = AuditEntry.objects.filter(member_number__in=numbers)
    return entries.exclude(action__in=NOT_FOR_THE_MEMBER)


def events(member: Member, user: User, *, limit: int) -> list[Event]:
    """The last `limit` acts about the member, newest first, as `user`, who reads them, may see them: one query."""
    return [event(row, member, user) for row in rows(member)[:limit]]


def event(row: AuditEntry, member: Member, user: User) -> Event:
    return Event(
        at=row.at,
        what=audit.label_of(row.action),
        about=_about(row, member),
        by=_by(row, user),
        note=row.note if row.action in NOTES_FOR_THE_MEMBER else "",
        changes=list(_changes(row)),
    )


def _changes(row: AuditEntry) -> Iterable[str]:
    if row.subject_type.startswith(OWN_DATA):
        return (change.said for change in changes_of(row))
    return ()


def _about(row: AuditEntry, member: Member) -> str:
    """The subject of the act, without the member's own name; for a payment, its amount in euros."""
    if row.subject_type == OF_THE_MEMBER:
        return ""
    if row.subject_type == "billing.payment" and "amount" in row.changes:
        return euros(Decimal(row.changes["amount"][1]))
    return row.subject_label.removesuffix(f", {member}")


def _by(row: AuditEntry, user: User) -> str:
    """In whose name the act was done. Volunteers act for their working group: the member reads its name, not theirs.

    `user` is the reader, for whom their own acts are by “you”.
    """
    if row.actor_id == user.pk:
        return _("you")
    if row.capacity:
        return row.capacity
    if row.actor_id is None:
        return row.actor_name or _("automatic")
    return _("a person who acts for you")
