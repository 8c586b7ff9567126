"""What coin knows of who pays, read for a whole file at once: a constant number of queries."""

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
    """The tables that `matching.match` looks into."""
    found = Known()
    people = Member.objects.filter(merged_into=None).values_list(
        "pk", "number", "first_name", "last_name", "organisation_name", "pseudonym"
    )
    for pk, number, first, last, organisation, pseudonym in people.iterator():
        found.numbers[number] = pk
        for name in filter(None, (f"{first} {last}".strip(), organisation, pseudonym)):
            found.add_name(name, pk)
    for old, survivor in _merged():
        found.numbers[old] = survivor
    for iban, pk in KnownIban.objects.values_list("iban", "member_id"):
        found.ibans[iban].add(pk)
    _documents(found)
    return found


def _merged() -> list[tuple[int, int]]:
    rows = Member.objects.exclude(merged_into=None)
    return list(rows.values_list("number", "merged_into_id"))


def _documents(found: Known) -> None:
    """Every issued document by its number, and for each member what would settle one of theirs, or all."""
    issued = Document.objects.filter(state=DocumentState.ISSUED)
    rows = issued.filter(~Q(series="")).values_list("series", "series_number", "member_id")
    for series, rank, pk in rows.iterator():
        if rank is not None and series[1:].isdigit():
            found.documents[(series[0], int(series[1:]), rank)] = pk
    sums: dict[int, Decimal] = defaultdict(Decimal)
    unpaid = with_rest(issued.order_by()).filter(rest__gt=ZERO)
    for pk, rest in unpaid.values_list("member_id", "rest").iterator():
        found.owed[pk].add(cents(rest))
        sums[pk] += rest
    for pk, whole in sums.items():
        found.owed[pk].add(cents(whole))
