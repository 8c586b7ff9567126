"""Keeps what Stripe says of its payouts, by which the lines of the bank that are payouts are filed."""

from django.db import transaction

from coin.billing.bank.payouts import AFTER, BEFORE, file_payouts
from coin.billing.enums import BankLineState
from coin.billing.models import BankLine, OnlinePayout
from coin.billing.online.stripe import shapes


@transaction.atomic
def record_payout(answer: shapes.Payout) -> OnlinePayout:
    """Save what Stripe says of a payout, new or known, and file its bank line when coin has read that line already."""
    values = {
        "amount": answer.amount,
        "arrives_on": answer.arrives_on,
        "state": answer.state,
    }
    payout, _is_new = OnlinePayout.objects.update_or_create(payout_id=answer.id, defaults=values)
    near = BankLine.objects.filter(
        state=BankLineState.TO_MATCH,
        amount=payout.amount,
        booked_on__gte=payout.arrives_on - BEFORE,
        booked_on__lte=payout.arrives_on + AFTER,
    )
    file_payouts(list(near), actor=None)
    return payout
