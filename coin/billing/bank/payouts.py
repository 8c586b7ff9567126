"""Finds the bank line of each payout of Stripe, and files it under the account where card payments wait."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from coin.billing import chart
from coin.billing.account_enums import AccountUse
from coin.billing.bank.match_lines import file_line
from coin.billing.bank.matching import CERTAIN
from coin.billing.enums import BankLineState
from coin.billing.models import BankLine, OnlinePayout
from coin.members.models import User

# A bank line is dated at most 2 days before, and 7 days after, the day on which Stripe says that the payout arrives.
BEFORE, AFTER = timedelta(days=2), timedelta(days=7)
NAME = "STRIPE"
ON_ITS_WAY = ("paid", "in_transit")


@transaction.atomic
def file_payouts(lines: Iterable[BankLine], *, actor: User | None) -> int:
    """File the lines that name Stripe and are, by day and amount, one payout and no other; returns how many.

    They go under the account of card payments. The other lines wait for a person.
    """
    count = 0
    for line in lines:
        payout = payout_of(line)
        if payout is not None:
            account = chart.load().of(AccountUse.CARDS)
            file_line(line, account=account, note=payout.payout_id, actor=actor)
            OnlinePayout.objects.filter(pk=payout.pk).update(bank_line=line)
            count += 1
    return count


def payout_of(line: BankLine) -> OnlinePayout | None:
    """The payout that this bank line is; None when there is no such payout, or more than one.

    It has the line's amount, arrives within a few days of it, and has no line yet. None too for a line that no longer
    waits, that does not name Stripe, or of which coin is certain that it is a member's.
    """
    if line.state != BankLineState.TO_MATCH or NAME not in f"{line.text} {line.name}".upper():
        return None
    # The words of a member's own transfer may name Stripe as well.
    if line.score >= CERTAIN and line.suggested_id:
        return None
    near = OnlinePayout.objects.filter(
        bank_line=None,
        amount=line.amount,
        state__in=ON_ITS_WAY,
        arrives_on__gte=line.booked_on - AFTER,
        arrives_on__lte=line.booked_on + BEFORE,
    )
    payouts = list(near[:2])
    return payouts[0] if len(payouts) == 1 else None
