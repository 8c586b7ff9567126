"""The demo's documents and payments, of the previous month and the current one."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from coin.billing.balance import queries
from coin.billing.documents.issuing import issue_many
from coin.billing.due.reconcile import reconcile
from coin.billing.enums import DocumentState, PaymentMeans
from coin.billing.models import Document
from coin.billing.payments.services import record_payment
from coin.core.money import ZERO, cents
from coin.members.models import Member
from demo.people import ALICE_NUMBER, Cast, story

# Each means as often as members use it: the draw gives every item of the list the same chance.
MEANS = (
    [PaymentMeans.STANDING_ORDER] * 6
    + [PaymentMeans.TRANSFER] * 3
    + [PaymentMeans.CARD, PaymentMeans.CHEQUE]
)


def months(today: date) -> list[date]:
    """The first days of the two months that the demo bills."""
    first = today.replace(day=1)
    return [first - relativedelta(months=1), first]


def bill(today: date) -> int:
    """Draft what is missing for both months and issue it; returns how many documents were issued."""
    issued = 0
    for month in months(today):
        reconcile(month, actor=None)
        drafts = list(
            Document.objects.filter(
                state=DocumentState.DRAFT, period_start__lt=month + relativedelta(months=1)
            )
        )
        # On the 1st or 2nd of a month, the current month's documents cannot be dated in the future.
        issue_many(drafts, actor=None, on=min(month + relativedelta(days=2), today))
        issued += len(drafts)
    return issued


def pay(cast: Cast, advance: Callable[[], None]) -> int:
    """Most members pay the whole of what they owe, a few pay part of it, a few nothing. Returns how many paid."""
    paid = 0
    owing = queries.with_balance(Member.objects.order_by("number")).filter(balance__gt=ZERO)
    for member in owing:
        amount = _given(cast, member.number, member.balance)
        advance()
        if not amount:
            continue
        record_payment(
            member,
            amount=amount,
            received_on=min(
                months(cast.today)[0] + relativedelta(days=cast.dice.randint(4, 20)), cast.today
            ),
            means=cast.dice.choice(MEANS),
            actor=None,
            reference=member.reference,
        )
        paid += 1
    return paid


def _given(cast: Cast, number: int, owed: Decimal) -> Decimal:
    """The amount that a member has paid by today.

    Alice has paid her first document only; members late with their dues mostly paid nothing.
    """
    roll = cast.dice.randint(1, 100)
    if number == ALICE_NUMBER:
        return Document.objects.filter(member__number=number).earliest("issued_on").total
    if roll > (25 if story(number) == "late" else 88):
        return ZERO
    return owed if roll > 6 else max(owed - 5, cents(owed / 2))
