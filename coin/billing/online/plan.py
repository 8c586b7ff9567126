"""Who would be charged on a day by the card or account that Stripe keeps for them: for what, how much, what is odd.

Nothing is written.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Avg, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing.balance.holds import in_plan
from coin.billing.balance.online_holds import held
from coin.billing.balance.queries import CLAIMS, with_rest
from coin.billing.enums import OnlineKind, OnlineState
from coin.billing.models import Document, OnlinePayment, StoredMeans
from coin.core.models import Association
from coin.core.money import ZERO, cents, total
from coin.members.models import Member

if TYPE_CHECKING:
    from coin.billing.balance.queries import DocumentWithRest

FURTHEST = 366  # days after the first day that may be chosen
UNUSUAL = 2  # times what charges took on average
LEAST = Decimal("0.50")  # euros; Stripe takes nothing less


@dataclass(frozen=True)
class Line:
    """One charge, for several documents of a member together. `odd`: sentences on what to look at first."""

    member: Member
    means: StoredMeans
    documents: "list[DocumentWithRest]"
    odd: list[str] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        return total(cents(document.rest) for document in self.documents)


@dataclass(frozen=True)
class Plan:
    """What would be charged on a day. `asides`: members with a document due who would not be charged, and why."""

    charge_on: date
    lines: list[Line]
    asides: list[tuple[Member, str]]

    @property
    def total(self) -> Decimal:
        return total(line.amount for line in self.lines)

    @property
    def odd(self) -> list[Line]:
        return [line for line in self.lines if line.odd]


def first_day(today: date | None = None) -> date:
    """The first day on which a charge that is announced on `today` (by default, today) may be made.

    That is once the notice that members are promised (`Association.debit_notice_days`) is over.
    """
    days = Association.current().debit_notice_days
    return (today or timezone.localdate()) + timedelta(days=days)


def plan(charge_on: date) -> Plan:
    """The charges that may be announced for that day, to members who have a card or an account in use; writes nothing.

    They are for documents due by that day, which nothing else collects and which are not paid by instalments. Four
    queries.
    """
    documents = _due(charge_on)
    used = StoredMeans.objects.filter(member__in=list(documents), is_on=True)
    means = {stored_means.member_id: stored_means for stored_means in used.select_related("member")}
    usual, declined = _past(means)
    lines, asides = [], []
    for pk, stored_means in sorted(means.items(), key=lambda item: item[1].member.number):
        line = Line(stored_means.member, stored_means, documents[pk])
        if reason := _why_not(line, charge_on):
            asides.append((stored_means.member, reason))
        else:
            odd = list(_odd(line, usual.get(pk), declined))
            lines.append(Line(stored_means.member, stored_means, documents[pk], odd))
    return Plan(charge_on, lines, asides)


def _due(day: date) -> "dict[int, list[DocumentWithRest]]":
    """The documents that may be charged that day, by their member's key, the oldest first, with their `rest`."""
    issued = Document.objects.issued().filter(Q(due_on=None) | Q(due_on__lte=day), kind__in=CLAIMS)
    in_use = StoredMeans.objects.filter(is_on=True).values("member")
    chargeable = issued.filter(member__in=in_use).exclude(held()).exclude(in_plan())
    documents: dict[int, list[DocumentWithRest]] = defaultdict(list)
    for document in with_rest(chargeable).filter(rest__gt=ZERO).order_by("issued_on", "pk"):
        documents[document.member_id].append(document)
    return documents


def _past(members: Iterable[int]) -> tuple[dict[int, Decimal], set[int]]:
    """What charges took on average, by member's key; the keys of members whose last charge failed."""
    charges = OnlinePayment.objects.filter(kind=OnlineKind.CHARGE, member__in=list(members))
    taken = charges.filter(state=OnlineState.PAID).order_by().values_list("member")
    done = charges.filter(state__in=[OnlineState.PAID, OnlineState.FAILED]).order_by()
    last = done.values("member").annotate(last=Max("pk")).values("last")
    declined = OnlinePayment.objects.filter(pk__in=last, state=OnlineState.FAILED)
    usual = {pk: cents(mean) for pk, mean in taken.annotate(Avg("amount"))}
    return usual, set(declined.values_list("member", flat=True))


def _why_not(line: Line, day: date) -> str:
    """Why this charge is not made that day, in words; empty when it is."""
    if line.means.expires_on and line.means.expires_on <= day:
        return _("the card will have expired that day")
    return _("too little to be charged") if line.amount < LEAST else ""


def _odd(line: Line, usual: Decimal | None, declined: set[int]) -> Iterable[str]:
    """Yield sentences on what a person should look at before this charge is announced.

    `usual`: what the member's charges took on average, None without any; `declined`: see `_past`.
    """
    if usual is None:
        yield _("first charge of this member")
    elif line.amount > UNUSUAL * usual:
        yield _("far more than usual")
    if line.member.pk in declined:
        yield _("declined last time")
