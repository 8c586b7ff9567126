"""The demo's documents and payments: the month before and this one."""

from collections.abc import Callable
from datetime import date

from dateutil.relativedelta import relativedelta

from coin.billing import queries, services
from coin.billing.enums import DocumentState, PaymentMeans
from coin.billing.models import Document
from coin.members.models import Member
from demo.people import Cast

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
        services.reconcile(month, actor=None)
        drafts = list(
            Document.objects.filter(
                state=DocumentState.DRAFT, period_start__lt=month + relativedelta(months=1)
            )
        )
        services.issue_many(drafts, actor=None, on=min(month + relativedelta(days=2), today))
        issued += len(drafts)
    return issued


def pay(cast: Cast, advance: Callable[[], None]) -> int:
    """Most members pay what they owe, a few pay part of it, a few nothing. Returns how many paid."""
    paid = 0
    for member in queries.with_balance(Member.objects.order_by("number")).filter(balance__gt=0):
        roll = cast.dice.randint(1, 100)
        advance()
        if roll > 88 and member.number > 2:
            continue
        amount = member.balance if roll > 6 else max(member.balance - 5, member.balance / 2)
        services.record_payment(
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
