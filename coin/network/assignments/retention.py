"""Who held which address is kept for one year, and no longer.

Pools count their free slots, never past assignments, so erasing the history changes no figure of theirs.
"""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from coin.core.models import AuditEntry
from coin.core.retention import Clock, Rule, delete_rows, rule
from coin.members.data import clocks
from coin.members.data.overdue import about_erased, erase_words
from coin.network import actions
from coin.network.models import Assignment, LegalRequest

CONNECTIONS = _("CPCE R.10-13 IV; décret 2021-1362 art. 5: one year")
ACTS = (actions.ASSIGNED.slug, actions.RELEASED.slug)


def released(clock: Clock) -> "QuerySet[Assignment]":
    """Assignments whose address was released before the limit of `clock` (its `instant`)."""
    return Assignment.objects.filter(released_at__lt=clock.instant)


def journal_of_released(clock: Clock) -> "QuerySet[AuditEntry]":
    """Journal entries, older than the limit of `clock`, about assignments that are erased or due to be.

    They tell the same history in words. Entries about erased members are left to the rule `members.journal`.
    """
    # An assignment that stays keeps its entries; an entry whose assignment was deleted before is due.
    due = released(clock.of("network.assignments")).values("pk")
    staying = Assignment.objects.filter(pk=OuterRef("subject_id")).exclude(pk__in=due)
    entries = AuditEntry.objects.filter(action__in=ACTS, erased_at=None, at__lt=clock.instant)
    return entries.filter(~Exists(staying)).exclude(about_erased(clock.of("members.journal")))


rule(
    Rule(
        slug="network.assignments",
        label=_("Addresses given back: who held them, and when"),
        source=CONNECTIONS,
        months=12,
        least=12,
        due=released,
        erase=delete_rows,
        order=10,
        rows_of=lambda member: Assignment.objects.filter(service__subscription__member=member),
        since=clocks.contract_or_departure,
    )
)
rule(
    Rule(
        slug="network.journal",
        label=_("The journal's words about addresses given back"),
        source=CONNECTIONS,
        months=12,
        least=12,
        due=journal_of_released,
        erase=erase_words,
        order=69,
    )
)
rule(
    Rule(
        slug="network.legal_requests",
        label=_("What was answered to legal requests"),
        source=_("GDPR art. 5: no text asks to keep it; the association's own delay"),
        months=12,
        due=lambda clock: LegalRequest.objects.filter(
            read_at__lt=clock.instant, answer__isnull=False
        ),
        erase=lambda rows: rows.update(answer=None),
        order=20,
    )
)
