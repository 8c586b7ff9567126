"""The lines of a year's entries, as exports write them, after the opening balances once the year before is closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import wording
from coin.billing.account_enums import Journal
from coin.billing.accounts.entries import auxiliary_of
from coin.billing.models import Account, AccountingPeriod, EntryLine
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import ZERO, cents
from coin.members.models import Member

OPENING = "AN"  # the journal of opening balances (à-nouveaux)
PROFIT, LOSS = "120", "129"


@dataclass(frozen=True)
class BookLine:
    """A line of an entry with all its words: an export reads no other table.

    `auxiliary` is the member's account (411 and their number) and its label the member's name, both empty on a line
    that is no member's. One of `debit` and `credit` is zero.
    """

    journal: str
    journal_label: str
    number: int
    on: date
    account: str
    account_label: str
    auxiliary: str
    auxiliary_label: str
    piece: str
    piece_on: date
    label: str
    debit: Decimal
    credit: Decimal
    validated_on: date


def of_year(year: int) -> Iterator[BookLine]:
    """Yield the opening balances, then the lines of the year, journal by journal, in the order of entry numbers.

    There are opening balances once the year before is closed (`_opening`). The year is not checked: see `check_year`.
    """
    labels = dict(Account.objects.values_list("code", "label"))
    # Entries hold no names: the export bears the names that members have today.
    names = {auxiliary_of(member.number): member.name for member in Member.objects.iterator()}
    # Translated before the first yield: a language held across a yield would reach the caller.
    with wording.documents_language():
        books = {str(journal): str(journal.label) for journal in Journal}
    yield from _opening(year, labels, names)
    rows = EntryLine.objects.filter(entry__year=year).select_related("entry")
    for row in rows.order_by("entry__journal", "entry__number", "pk").iterator():
        entry = row.entry
        yield BookLine(
            journal=entry.journal,
            journal_label=books[entry.journal],
            number=entry.number,
            on=entry.entry_on,
            account=row.account_id,
            account_label=labels[row.account_id],
            auxiliary=row.auxiliary,
            auxiliary_label=names.get(row.auxiliary) or row.auxiliary,
            piece=entry.piece,
            piece_on=entry.piece_on,
            label=entry.label,
            debit=row.debit,
            credit=row.credit,
            validated_on=timezone.localdate(entry.validated_at),
        )


def check_year(year: int) -> None:
    """Raises InvalidInput on `year` when it is to come or before 1990, DomainError when no entry is dated in it."""
    if not 1990 <= year <= timezone.localdate().year:
        raise InvalidInput(_("This is not a year of the accounts."), field="year")
    if not EntryLine.objects.filter(entry__year=year).exists():
        raise DomainError(_("No entry is dated in %(year)s.") % {"year": year})


def _opening(year: int, labels: dict[str, str], names: dict[str, str]) -> Iterator[BookLine]:
    """Yield the lines of the opening entry; none while the year before is not closed.

    Balances of classes 1 to 5 carry over; those of classes 6 and 7 become the result.
    """
    first = date(year, 1, 1)
    # The first closed period that reaches the end of the year before: its closing validates this entry.
    closed = AccountingPeriod.objects.filter(ends_on__gte=first - timedelta(days=1))
    period = closed.order_by("ends_on").first()
    if period is None:
        return
    for account, auxiliary, balance in _left_before(first):
        yield BookLine(
            journal=OPENING,
            journal_label="À nouveaux",
            number=1,
            on=first,
            account=account,
            account_label=labels.get(account, account),
            auxiliary=auxiliary,
            auxiliary_label=names.get(auxiliary) or auxiliary,
            piece=OPENING,
            piece_on=first,
            label="À nouveaux",
            debit=max(balance, ZERO),
            credit=max(-balance, ZERO),
            validated_on=timezone.localdate(period.closed_at),
        )


def _left_before(day: date) -> list[tuple[str, str, Decimal]]:
    """The balances before `day`, as (account, auxiliary, debits less credits); the result comes last.

    Balances of zero are left out, and so is class 8. The result is the sum of classes 6 and 7, on account 120 (a
    profit, negative here) or 129 (a loss).
    """
    # Class 8 (the value of volunteers' work) never carries over.
    rows = EntryLine.objects.filter(entry__entry_on__lt=day, account__lt="8").order_by()
    sums = rows.values_list("account", "auxiliary").annotate(sum=Sum(F("debit") - F("credit")))
    carried_over, result = [], ZERO
    for account, auxiliary, amount in sums.order_by("account", "auxiliary"):
        if account[0] in "67":
            result += cents(amount)
        elif cents(amount):
            carried_over.append((account, auxiliary, cents(amount)))
    if result:
        # Debits less credits: a negative result is a profit.
        carried_over.append((PROFIT if result < ZERO else LOSS, "", result))
    return carried_over
