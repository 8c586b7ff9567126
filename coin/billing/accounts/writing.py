"""Writes entries in the caller's transaction: numbered without a gap in each journal, never in a closed period."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db.models import Max

from coin.billing import chart, wording
from coin.billing.accounts import entries
from coin.billing.accounts.entries import Draft
from coin.billing.models import Account, AccountingPeriod, Entry, EntryLine
from coin.core import counters


def lock() -> None:
    """Wait until no other transaction writes entries, closes a period or chooses accounts. Call it in a transaction.

    The lock is the row of the members' account in the chart, and lasts until the end of the transaction.
    """
    chart.ensure(chart.DEFAULTS.values())
    # NO KEY: other transactions may still write rows that point to this account.
    Account.objects.select_for_update(no_key=True).get(code=chart.DEFAULTS["members"])


def closed_until() -> date | None:
    """The last closed day; None while no period is closed."""
    last: date | None = AccountingPeriod.objects.aggregate(last=Max("ends_on"))["last"]
    return last


def write(drafts: Sequence[Draft]) -> list[Entry]:
    """Save balanced drafts as numbered entries, in their order, and return these. The caller has called `lock()` in
    the same transaction.

    A draft of a closed day goes to the first open day. Accounts that the chart lacks are added. A constant number of
    queries for each journal and year. Raises ValueError, before anything is saved, when a draft is not balanced.
    """
    if not all(draft.is_balanced for draft in drafts):
        raise ValueError("an entry that is not balanced is never written")
    closed = closed_until()
    with wording.documents_language():
        ready = [entries.dated(draft, closed) for draft in drafts]
    chart.ensure(entries.codes(ready))
    rows = Entry.objects.bulk_create(_numbered(ready))
    EntryLine.objects.bulk_create(
        EntryLine(
            entry=row,
            account_id=posting.account,
            auxiliary=posting.auxiliary,
            debit=posting.debit,
            credit=posting.credit,
        )
        for row, draft in zip(rows, ready, strict=True)
        for posting in draft.postings
    )
    return rows


def _numbered(drafts: Sequence[Draft]) -> list[Entry]:
    """The entries, not saved, with the next numbers of their journal and year, in the order of the drafts.

    The numbers are taken: the counters move.
    """
    books = Counter((draft.journal, draft.on.year) for draft in drafts)
    following = {
        (journal, year): counters.next_numbers(f"accounts.{journal}.{year}", count)
        for (journal, year), count in sorted(books.items())
    }
    rows = []
    for draft in drafts:
        book = (draft.journal, draft.on.year)
        rows.append(_row(draft, following[book]))
        following[book] += 1
    return rows


def _row(draft: Draft, number: int) -> Entry:
    return Entry(
        journal=draft.journal,
        year=draft.on.year,
        number=number,
        entry_on=draft.on,
        piece=draft.piece,
        piece_on=draft.piece_on,
        label=draft.label,
        source=draft.source,
        source_pk=draft.source_pk,
        revision=draft.revision,
        undoes_id=draft.undoes,
        bank_id=draft.bank,
        basis=draft.basis,
    )
