"""How much of an online payment the association still holds.

A payment is never changed: it is reversed, and what is left of it is another payment, which names the first.
"""

from decimal import Decimal

from django.utils import timezone

from coin.billing import actions
from coin.billing.balance.settling import settle
from coin.billing.models import OnlinePayment, Payment
from coin.billing.payments.services import reverse_payment
from coin.core import audit


def hold(row: OnlinePayment, amount: Decimal, why: str) -> None:
    """Make the member's account hold `amount` euros by this attempt, with `why` as the reason of a reversal.

    Does nothing for an attempt without a payment. A payment of another amount is reversed, unless it is already, and
    another one of `amount` is recorded (none for zero) and put in `row.payment`. Call it with the member locked; the
    caller saves the row.
    """
    last = row.payment
    if last is None:
        return
    # A payment may be reversed already: all of it had gone, or a volunteer reversed it by hand.
    is_back = Payment.objects.filter(reverses=last).exists()
    if not is_back and last.amount == amount:
        return
    if not is_back:
        reverse_payment(
            last, actor=None, on=max(timezone.localdate(), last.received_on), reason=why
        )
    if amount > 0:
        row.payment = _again(last, amount)


def _again(last: Payment, amount: Decimal) -> Payment:
    """Record what is left of a reversed payment, `amount` euros, as another one, and settle the member; returns it."""
    payment = Payment.objects.create(
        member=last.member,
        amount=amount,
        received_on=timezone.localdate(),
        means=last.means,
        reference=last.reference,
        moved_from=last,
    )
    changes = {"amount": (None, amount), "moved_from": (None, last.pk)}
    audit.record(
        actions.PAYMENT_RECORDED,
        payment,
        actor=None,
        changes=changes,
        member_number=last.member.number,
    )
    settle(last.member, actor=None)
    return payment
