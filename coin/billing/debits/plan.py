"""What a batch of a day would hold: who, by which mandate, how much, what is odd. Nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Avg, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coin.billing.balance.holds import planned_documents
from coin.billing.balance.online_holds import held as is_held
from coin.billing.balance.queries import CLAIMS, with_rest
from coin.billing.debits.bank_days import is_bank_day, next_bank_day
from coin.billing.debits.mandates import is_lapsed, usable
from coin.billing.debits.reasons import reason
from coin.billing.enums import DebitState, MandateState
from coin.billing.models import Debit, Document, Mandate
from coin.core.errors import InvalidInput
from coin.core.models import Association
from coin.core.money import ZERO, cents, total

if TYPE_CHECKING:
    from coin.billing.balance.queries import DocumentWithRest

UNUSUAL = 2  # times what the mandate's debits took on average


@dataclass(frozen=True)
class Line:
    """A document to collect, by which mandate, and for how many euros. `odd`: sentences on what to look at first."""

    document: Document
    mandate: Mandate
    amount: Decimal
    odd: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Aside:
    """A document that is due and is not collected, and why; `mandate` is the one in use, else the member's latest."""

    document: Document
    mandate: Mandate
    reason: str


@dataclass(frozen=True)
class Plan:
    """What would be collected on a day, and what would not."""

    collection_on: date
    lines: list[Line]
    asides: list[Aside]

    @property
    def total(self) -> Decimal:
        return total(line.amount for line in self.lines)

    @property
    def odd(self) -> list[Line]:
        return [line for line in self.lines if line.odd]


def first_day(today: date | None = None) -> date:
    """The first day on which a batch announced on `today` (by default, today) may be collected.

    That is the first bank day once the notice that members are promised (`Association.debit_notice_days`) is over.
    """
    day = (today or timezone.localdate()) + timedelta(days=Association.current().debit_notice_days)
    return next_bank_day(day)


def check_day(day: date) -> None:
    """Raise InvalidInput on `collection_on` unless banks work that day, after the notice and within a year."""
    if not is_bank_day(day):
        words = _("Banks move no money on that day: the next one they do is %(day)s.")
        raise InvalidInput(words % {"day": date_format(next_bank_day(day))}, field="collection_on")
    if day < first_day():
        words = _("Members are told %(days)s days before: %(day)s at the earliest.")
        values = {
            "days": Association.current().debit_notice_days,
            "day": date_format(first_day()),
        }
        raise InvalidInput(words % values, field="collection_on")
    if day > timezone.localdate() + timedelta(days=366):
        raise InvalidInput(_("A year ahead at most."), field="collection_on")


def plan(collection_on: date) -> Plan:
    """The batch that may be drafted for that day, of members who have, or had, a signed mandate; writes nothing.

    It takes the documents due by that day that nothing collects yet. Those whose mandate is not in use or will have
    lapsed, and those paid by instalments, are set aside with the reason. Six queries.
    """
    signed = Mandate.objects.filter(member=OuterRef("member")).exclude(state=MandateState.DRAFT)
    documents = list(_due(collection_on).filter(Exists(signed)))
    mandates = usable({document.member_id for document in documents})
    idle = _idle({document.member_id for document in documents} - set(mandates))
    usual, sent_back = _usual(mandates.values()), _sent_back(documents)
    planned = planned_documents([document.pk for document in documents])
    lines, asides = [], []
    for document in documents:
        mandate = mandates.get(document.member_id)
        if mandate is None:
            mandate = idle[document.member_id]
            asides.append(Aside(document, mandate, str(mandate.get_state_display())))
        elif document.pk in planned:
            asides.append(
                Aside(document, mandate, _("it is paid by instalments, which were agreed on"))
            )
        elif is_lapsed(mandate, collection_on):
            asides.append(Aside(document, mandate, _("the mandate will have lapsed that day")))
        else:
            amount = cents(document.rest)
            odd = _odd(mandate, amount, usual.get(mandate.pk), sent_back.get(document.pk))
            lines.append(Line(document, mandate, amount, odd))
    return Plan(collection_on, lines, asides)


def _due(day: date) -> "QuerySet[DocumentWithRest]":
    """Unpaid documents due by that day (or without a day) that neither a debit nor an online payment collects."""
    issued = Document.objects.issued().filter(Q(due_on=None) | Q(due_on__lte=day), kind__in=CLAIMS)
    unpaid = with_rest(issued.exclude(is_held())).filter(rest__gt=ZERO)
    return unpaid.select_related("member").order_by("member__number", "issued_on", "pk")


def _idle(members: set[int]) -> dict[int, Mandate]:
    """The latest mandate of each of these members that is not still to be signed, by the member's key.

    `members` are the keys of members of whose mandates none is in use.
    """
    rows = Mandate.objects.filter(member__in=members).exclude(state=MandateState.DRAFT)
    return {mandate.member_id: mandate for mandate in rows.order_by("created_at", "pk")}


def _usual(mandates: Iterable[Mandate]) -> dict[int, Decimal]:
    """What the paid debits of each mandate took on average, by the mandate's key."""
    taken = Debit.objects.filter(
        mandate__in=[mandate.pk for mandate in mandates], state=DebitState.PAID
    ).order_by()
    return {pk: cents(mean) for pk, mean in taken.values_list("mandate").annotate(Avg("amount"))}


def _sent_back(documents: Iterable[Document]) -> dict[int, Debit]:
    """The last debit of each document that the bank sent back, by the document's key."""
    rows = Debit.objects.filter(
        document__in=[document.pk for document in documents], state=DebitState.RETURNED
    )
    return {debit.document_id: debit for debit in rows.order_by("pk")}


def _odd(
    mandate: Mandate, amount: Decimal, usual: Decimal | None, sent_back: Debit | None
) -> list[str]:
    """Sentences on what a person should look at before this debit is announced; none for a usual one.

    `usual`: what the mandate's paid debits took on average, None without any; `sent_back`: the last debit of the
    document that the bank sent back.
    """
    odd = []
    if mandate.last_used_on is None:
        odd.append(_("first debit of this mandate"))
    if usual is not None and amount > UNUSUAL * usual:
        odd.append(_("far more than usual"))
    if sent_back is not None:
        odd.append(_("sent back before: %(why)s") % {"why": reason(sent_back.return_code).words})
    return odd
