"""What Stripe says of its payouts, kept; the bank files the lines that are them."""

from django.db import transaction

from coin.billing.bank.payouts import AFTER, BEFORE, file_payouts
from coin.billing.enums import BankLineState
from coin.billing.models import BankLine, OnlinePayout
from coin.billing.online.stripe import shapes


@transaction.atomic
def record_payout(told: shapes.Payout) -> OnlinePayout:
    """Keep what Stripe says of a payout, and file its bank line when that is known."""
    values = {"amount": told.amount, "arrives_on": told.arrives_on, "state": told.state}
    payout, _is_new = OnlinePayout.objects.update_or_create(payout_id=told.id, defaults=values)
    near = BankLine.objects.filter(
        state=BankLineState.TO_MATCH,
        amount=payout.amount,
        booked_on__gte=payout.arrives_on - BEFORE,
        booked_on__lte=payout.arrives_on + AFTER,
    )
    file_payouts(list(near), actor=None)
    return payout
