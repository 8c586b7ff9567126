"""10,000 payments entered in the accounts: read, made into balanced entries, numbered, each written once.

Value: one pass of `accounts.post` over facts without an entry. Floor: as many rows, an entry and two lines for each
fact, written by `bulk_create` alone. The goal is a time, 10 ms a fact, shown as a multiple of the floor.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bench import DATABASES, Result, compare, on_database

FACTS = 10_000
SECONDS = FACTS * 0.010
YEAR = 1990  # the year of the floor's entries: no fact of coin is that old, so that their numbers never collide


def run() -> Iterator[Result]:
    for kind in DATABASES:
        yield from on_database(kind, measure)


def measure(kind: str) -> Iterator[Result]:
    """One figure: the nightly pass after ten thousand payments."""
    from coin.billing.accounts import services as accounts
    from coin.billing.models import Payment
    from coin.core.models import Association
    from coin.members.models import Member

    Association.current()
    members = Member.objects.bulk_create(Member(number=number) for number in range(1, 1001))

    def new_facts() -> None:
        accounts.post()  # the payments of a floor's turn have no entry yet: the next value would count them too
        Payment.objects.bulk_create(
            Payment(
                member=members[rank % len(members)],
                amount=Decimal("8.00"),
                received_on=date(2026, 10, 1),
                means="transfer",
            )
            for rank in range(FACTS)
        )

    def enter() -> None:
        done = accounts.post()
        if done.count != FACTS:
            raise RuntimeError(f"{done.count} entries of {FACTS}")

    result = compare(
        f"{FACTS} facts entered in the accounts, {kind}",
        enter,
        floor,
        goal=0,
        rounds=3,
        warm_up=0,
        unit="s",
        before=new_facts,
    )
    yield replace(result, goal=round(SECONDS / result.floor, 1))


def floor() -> None:
    """Write as many rows as the pass does, without any rule of the accounts."""
    from django.db.models import Max

    from coin.billing.models import Entry, EntryLine

    last = Entry.objects.filter(year=YEAR).aggregate(last=Max("number"))["last"] or 0
    day = date(YEAR, 1, 1)
    entries = Entry.objects.bulk_create(
        Entry(
            journal="OD",
            year=YEAR,
            number=number,
            entry_on=day,
            piece="x",
            piece_on=day,
            label="x",
            source="opening",
            source_pk=number,
        )
        for number in range(last + 1, last + 1 + FACTS)
    )
    EntryLine.objects.bulk_create(
        EntryLine(entry=entry, account_id=account, debit=debit, credit=8 - debit)
        for entry in entries
        for account, debit in (("512", 8), ("411", 0))
    )
