"""Checks the accounts: each rule reads the tables by itself, and names the rows that break it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coin.billing import chart
from coin.billing.account_enums import EntrySource
from coin.billing.accounts import facts, reports
from coin.billing.accounts.entries import auxiliary_of
from coin.billing.balance import queries
from coin.billing.models import AccountingPeriod, Document, Entry, Payment, Receipt
from coin.core.money import ZERO, cents, euros
from coin.members.models import Member

KEPT_YEARS = 10  # retention may have erased older rows (accounts.retention), which leaves gaps in their series
HALF_A_CENT = Decimal("0.005")  # SQLite adds decimals as floating numbers


@dataclass(frozen=True)
class Problem:
    """A broken rule, by its slug, and a sentence that names what breaks it."""

    rule: str
    words: str


def problems() -> list[Problem]:
    """All problems of RULES, rule by rule; an empty list when the accounts are right. Mends and writes nothing."""
    return [Problem(slug, words) for slug, rule in RULES.items() for words in rule()]


def unbalanced() -> Iterator[str]:
    sums = Entry.objects.annotate(gap=Sum(F("lines__debit") - F("lines__credit"))).order_by("pk")
    # The gap of an entry without lines is None: such an entry is wrong as well.
    for entry in sums.filter(Q(gap=None) | Q(gap__gt=HALF_A_CENT) | Q(gap__lt=-HALF_A_CENT)):
        yield _("Entry %(entry)s is not balanced.") % {"entry": entry}


def not_entered() -> Iterator[str]:
    accounts = chart.load()
    lacking = {
        EntrySource.DOCUMENT: facts.documents(),
        EntrySource.PAYMENT: facts.payments(),
        EntrySource.BANK_LINE: facts.lines(),
        EntrySource.ONLINE_FEE: facts.fees(),
    }
    for source, rows in lacking.items():
        # Drafts, and not rows, tell what is missing: a document whose postings are all zero needs no entry.
        pks = list(rows.values_list("pk", flat=True))
        for draft in facts.drafts_of(source, pks, accounts):
            yield _("%(label)s (%(piece)s) has no entry.") % {
                "label": draft.label,
                "piece": draft.piece,
            }
    for entry in Entry.objects.filter(pk__in=facts.outdated()):
        yield _("Entry %(entry)s says something else than its piece does now.") % {"entry": entry}


def entry_numbers() -> Iterator[str]:
    books = Entry.objects.order_by("year", "journal").values("year", "journal")
    for book in books.annotate(count=Count("pk"), first=Min("number"), last=Max("number")):
        if book["first"] != 1 or book["last"] != book["count"]:
            words = _("Journal %(journal)s of %(year)s: %(count)s entries, numbered to %(last)s.")
            yield words % book


def document_numbers() -> Iterator[str]:
    for gap in _gaps(Document.objects.issued()):
        yield _("Series %(series)s: %(count)s documents from %(first)s to %(last)s.") % gap


def receipt_numbers() -> Iterator[str]:
    for gap in _gaps(Receipt.objects.all()):
        yield _("Series %(series)s: %(count)s receipts from %(first)s to %(last)s.") % gap


def _gaps(rows: "QuerySet[Any]") -> Iterator[dict[str, Any]]:
    """Yield the series in which a number is missing or stands twice: its `series`, `count`, `first`, `last` and `day`.

    `rows` are documents or receipts, which bear a `series`, a `series_number` and an `issued_on`. A series whose first
    row is ten years old or more is passed over.
    """
    since = timezone.localdate() - relativedelta(years=KEPT_YEARS)
    ends = (
        rows.order_by("series")
        .values("series")
        .annotate(
            count=Count("pk"),
            first=Min("series_number"),
            last=Max("series_number"),
            day=Min("issued_on"),
        )
    )
    for end in ends:
        # Only series whose first row is younger than KEPT_YEARS: retention may have made gaps in the others.
        if end["day"] > since and end["last"] - end["first"] + 1 != end["count"]:
            yield end


def members_balances() -> Iterator[str]:
    """Yield a sentence for each member whose account in the entries has another balance than what the member owes.

    A member whose account retention erased has no document and no payment left, and is not compared.
    """
    entered_balances = reports.members_balances()
    has_money = Q(Exists(Document.objects.issued().filter(member=OuterRef("pk")))) | Q(
        Exists(Payment.objects.filter(member=OuterRef("pk")))
    )
    members = queries.with_balance(Member.objects.filter(has_money).order_by("number"))
    for member in members:
        entered = entered_balances.get(auxiliary_of(member.number), ZERO)
        if entered != cents(member.balance):
            words = _("Member n° %(number)s: %(entered)s in the accounts, %(owed)s owed.")
            yield words % {
                "number": member.number,
                "entered": euros(entered),
                "owed": euros(member.balance),
            }


def closed_periods() -> Iterator[str]:
    later = AccountingPeriod.objects.filter(
        ends_on__gte=OuterRef("entry_on"), closed_at__lt=OuterRef("validated_at")
    )
    for entry in Entry.objects.filter(Exists(later)).order_by("pk"):
        words = _("Entry %(entry)s of %(day)s was written after its period was closed.")
        yield words % {"entry": entry, "day": date_format(entry.entry_on)}


RULES: dict[str, Callable[[], Iterator[str]]] = {
    "balanced": unbalanced,
    "entered": not_entered,
    "entry_numbers": entry_numbers,
    "document_numbers": document_numbers,
    "receipt_numbers": receipt_numbers,
    "members": members_balances,
    "closed": closed_periods,
}
