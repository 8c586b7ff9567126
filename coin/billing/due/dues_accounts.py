"""The rest to pay of members' dues, for the room that reminds members of their dues (coin.members.dues.accounts)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.db.models import Sum

from coin.billing.balance import queries
from coin.billing.balance.holds import planned_documents
from coin.billing.enums import DocumentKind, DocumentState
from coin.billing.models import Allocation, Document, Line, Payment
from coin.core.money import ZERO, cents, total
from coin.members.dues.accounts import DuesAccount


def dues_accounts(members: Sequence[int]) -> Mapping[int, DuesAccount]:
    """How each of `members` (primary keys) stands, by primary key: nobody is left out.

    Five queries, nothing is written. Each account holds the rest to pay of the unpaid periods that were called, which
    of these are in a payment plan, the rest of all other documents, and the credit.
    """
    calls: dict[int, dict[int, int]] = defaultdict(dict)
    for period, member, document in _called(members):
        calls[member][period] = document
    left, free = _rests(members), _credits(members)
    agreed = planned_documents([pk for called in calls.values() for pk in called.values()])
    return {pk: _account(calls[pk], left[pk], free.get(pk, ZERO), agreed) for pk in members}


def _account(
    calls: Mapping[int, int], left: Mapping[int, Decimal], credit: Decimal, agreed: Collection[int]
) -> DuesAccount:
    called = set(calls.values())
    return DuesAccount(
        rests={period: left.get(document, ZERO) for period, document in calls.items()},
        credit=credit,
        others=total(rest for document, rest in left.items() if document not in called),
        agreed=frozenset(period for period, document in calls.items() if document in agreed),
    )


def _called(members: Sequence[int]) -> list[tuple[int, int, int]]:
    """The unpaid periods with a call that counts: (period, member, document)."""
    lines = Line.objects.filter(
        dues_period__member__in=members,
        dues_period__paid_on=None,
        is_cancelled=False,
        document__kind=DocumentKind.DUES_CALL,
        document__state=DocumentState.ISSUED,
    )
    rows = lines.values_list("dues_period_id", "dues_period__member_id", "document_id")
    # `or 0` is for the type checker: the filter leaves no line without a period.
    return [(period or 0, member, document) for period, member, document in rows.distinct()]


def _rests(members: Sequence[int]) -> dict[int, dict[int, Decimal]]:
    """The rest to pay of each document, by member. Documents without a rest are left out."""
    rows = queries.with_rest(Document.objects.issued().filter(member__in=members))
    left: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for document in rows.filter(rest__gt=ZERO):
        left[document.member_id][document.pk] = cents(document.rest)
    return left


def _credits(members: Sequence[int]) -> dict[int, Decimal]:
    """The credit of each member who paid: their payments, less what is allocated to documents."""
    paid = Payment.objects.filter(member__in=members).order_by().values("member")
    taken = Allocation.objects.filter(payment__member__in=members).values("payment__member")
    used = {
        row["payment__member"]: row["sum"] for row in taken.order_by().annotate(sum=Sum("amount"))
    }
    return {
        row["member"]: cents(row["sum"]) - cents(used.get(row["member"], ZERO))
        for row in paid.annotate(sum=Sum("amount"))
    }
