"""Reads what coin knows of payers, for a whole file at once: a constant number of queries."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Q

from coin.billing.balance.queries import with_rest
from coin.billing.bank.matching import Known
from coin.billing.enums import DocumentState
from coin.billing.models import Document, KnownIban
from coin.core.money import ZERO, cents
from coin.members.models import Member


def known() -> Known:
    """The tables of payers that `matching.match` looks into, read anew for each file; nothing is written."""
    tables = Known()
    people = Member.objects.filter(merged_into=None).values_list(
        "pk", "number", "first_name", "last_name", "organisation_name", "pseudonym"
    )
    for pk, number, first, last, organisation, pseudonym in people.iterator():
        tables.numbers[number] = pk
        for name in filter(None, (f"{first} {last}".strip(), organisation, pseudonym)):
            tables.add_name(name, pk)
    # A merged member's old number may still stand in the standing order at their bank.
    for old, survivor in _merged():
        tables.numbers[old] = survivor
    for iban, pk in KnownIban.objects.values_list("iban", "member_id"):
        tables.ibans[iban].add(pk)
    _documents(tables)
    return tables


def _merged() -> list[tuple[int, int]]:
    """The number of each merged member, with the primary key of the survivor."""
    rows = Member.objects.exclude(merged_into=None)
    return list(rows.values_list("number", "merged_into_id"))


def _documents(tables: Known) -> None:
    """Add each issued document by its number and, by member, the amounts that would settle one document or all."""
    issued = Document.objects.filter(state=DocumentState.ISSUED)
    rows = issued.filter(~Q(series="")).values_list("series", "series_number", "member_id")
    for series, rank, pk in rows.iterator():
        # A series is a letter and a year, as in F2026.
        if rank is not None and series[1:].isdigit():
            tables.documents[(series[0], int(series[1:]), rank)] = pk
    sums: dict[int, Decimal] = defaultdict(Decimal)
    unpaid = with_rest(issued.order_by()).filter(rest__gt=ZERO)
    for pk, rest in unpaid.values_list("member_id", "rest").iterator():
        tables.owed[pk].add(cents(rest))
        sums[pk] += rest
    for pk, whole in sums.items():
        tables.owed[pk].add(cents(whole))
