"""What is due is reconciled, not incremented: compare what should be billed with what is, draft the difference."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from coin.billing import wording
from coin.billing.balance.locks import lock_members
from coin.billing.due import drafts, situation
from coin.billing.due.lines import Charge, Place
from coin.billing.due.situation import Due
from coin.billing.due.terms import months_before
from coin.billing.models import Document, Line
from coin.billing.pro_rata import Period, month_of
from coin.core.bulk import many_objects
from coin.core.money import ZERO, total
from coin.members.models import Member, User
from coin.subscriptions.enums import TERM_MONTHS

BATCH = 500  # members locked and written in one transaction


@dataclass(frozen=True)
class DraftDocument:
    """A draft that waits to be issued; `is_new` when it was made or changed this time (in a preview: would be).

    `document_pk` is None in a preview of one that does not exist yet.
    """

    member_number: int
    member_name: str
    kind: str
    total: Decimal
    document_pk: int | None
    is_new: bool


@dataclass(frozen=True)
class Unusual:
    """A member whose subscriptions are not billed as last time: the month before, or the term before.

    `before` and `now` are in euros.
    """

    member_number: int
    member_name: str
    before: Decimal
    now: Decimal


@dataclass(frozen=True)
class Reconciliation:
    """The drafts that wait to be issued for a month; `made` are those drafted, or redrafted, this time.

    `unusual` holds members whose amount differs from last time. In a preview, drafts are those that would be there.
    """

    month: Period
    drafts: list[DraftDocument]
    unusual: list[Unusual]

    @property
    def made(self) -> list[DraftDocument]:
        return [draft for draft in self.drafts if draft.is_new]

    @property
    def total(self) -> Decimal:
        return total(draft.total for draft in self.drafts)

    @property
    def document_pks(self) -> list[int]:
        return [draft.document_pk for draft in self.drafts if draft.document_pk is not None]


def reconcile(month: date, *, actor: User | None, preview: bool = False) -> Reconciliation:
    """Draft what the calendar month of `month` lacks, for every member; a preview writes nothing.

    Drafts bear the terms of subscriptions that are billed that month, with set-up fees and deposits once; calls for
    unpaid dues; and a line or a credit note for each earlier billed term whose cost was changed since by the life of
    the subscription, its prices, shares or suspensions. Each batch of members is one transaction: a run that died goes
    on where it stopped, and a second run makes nothing. The result lists every draft of the month that waits to be
    issued.
    """
    period = month_of(month)
    concerned = situation.candidates(period)
    result = Reconciliation(period, [], [])
    compares = _terms_with_a_last_time(period)
    with many_objects():
        for start in range(0, len(concerned), BATCH):
            batch = concerned[start : start + BATCH]
            with transaction.atomic(), wording.documents_language():
                members = Member.objects.in_bulk(batch) if preview else lock_members(batch)
                due = situation.what_is_due(batch, period, compares)
                result.drafts.extend(_draft(due, members, period, actor, preview))
                if compares:
                    result.unusual.extend(_unusual(due, members))
    return result


def _draft(
    due: Due, members: Mapping[int, Member], month: Period, actor: User | None, preview: bool
) -> list[DraftDocument]:
    existing = situation.drafts(list(members), month)
    written: dict[Place, Document] = {}
    if not preview:
        written = drafts.rewrite(due.charges, existing, month=month, members=members, actor=actor)
    listed = []
    for place, charges in due.charges.items():
        waiting = existing.get(place)
        is_new = place in written or (preview and drafts.differs(charges, waiting))
        document = written.get(place) or (waiting.document if waiting else None)
        listed.append(_listed(members[place.member_id], place, charges, document, is_new))
    return sorted(listed, key=lambda draft: draft.member_number)


def _listed(
    member: Member, place: Place, charges: list[Charge], document: Document | None, is_new: bool
) -> DraftDocument:
    amount = total(charge.amount for charge in charges)
    # A draft that stays may also bear a line that a volunteer added.
    if document is not None and not is_new:
        amount = document.total
    pk = document.pk if document else None
    return DraftDocument(member.number, member.name, place.kind, amount, pk, is_new)


def _terms_with_a_last_time(month: Period) -> set[int]:
    """The terms, in months, whose last run billed something: in an association's first run, nothing is unusual."""
    return {
        months
        for months in TERM_MONTHS.values()
        if Line.objects.filter(
            subscription__isnull=False,
            is_cancelled=False,
            document__period_start=months_before(month.start, months),
        ).exists()
    }


def _unusual(due: Due, members: Mapping[int, Member]) -> list[Unusual]:
    """Members whose amount differs from last time: more, less, a first amount, or none any more."""
    pairs = {pk: (due.before.get(pk, ZERO), due.costs.get(pk, ZERO)) for pk in members}
    return [
        Unusual(members[pk].number, members[pk].name, was, now)
        for pk, (was, now) in pairs.items()
        if was != now
    ]
