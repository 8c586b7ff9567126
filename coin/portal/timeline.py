"""What happened to a member's record, from the journal, in words the member may read."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from coin.billing import actions as billing_acts
from coin.core import audit
from coin.core.models import AuditEntry
from coin.core.money import euros
from coin.members.models import Member, User
from coin.subscriptions import actions as subscription_acts

# Notes are the volunteers' own, except where the one who wrote them knew that the member reads them.
NOTES_FOR_THE_MEMBER = frozenset({subscription_acts.REFUSED.slug})
# What volunteers prepare is theirs until it is issued.
NOT_FOR_THE_MEMBER = (
    billing_acts.DRAFTED.slug,
    billing_acts.DRAFT_CHANGED.slug,
    billing_acts.DRAFT_DROPPED.slug,
)
OF_THE_MEMBER = "members.member"


@dataclass(frozen=True)
class Event:
    """One act: when, what, about which thing of theirs, and in whose name."""

    at: datetime
    what: str
    about: str
    by: str
    note: str


def events(member: Member, user: User, *, limit: int) -> list[Event]:
    """The last acts about the member, newest first: one query."""
    rows = AuditEntry.objects.filter(member_number=member.number)
    shown = rows.exclude(action__in=NOT_FOR_THE_MEMBER)[:limit]
    return [_event(row, member, user) for row in shown]


def _event(row: AuditEntry, member: Member, user: User) -> Event:
    return Event(
        at=row.at,
        what=audit.label_of(row.action),
        about=_about(row, member),
        by=_by(row, user),
        note=row.note if row.action in NOTES_FOR_THE_MEMBER else "",
    )


def _about(row: AuditEntry, member: Member) -> str:
    """The thing, without the member's own name; for money, its amount as they read it elsewhere."""
    if row.subject_type == OF_THE_MEMBER:
        return ""
    if row.subject_type == "billing.payment" and "amount" in row.changes:
        return euros(Decimal(row.changes["amount"][1]))
    return row.subject_label.removesuffix(f", {member}")


def _by(row: AuditEntry, user: User) -> str:
    """Volunteers act in the name of their group: the member reads which, not who."""
    if row.actor_id == user.pk:
        return _("you")
    if row.capacity:
        return row.capacity
    return row.actor_name or _("automatic")
