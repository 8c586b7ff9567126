"""Money received and sent back. A payment is never changed: another row reverses a payment that did not hold."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.balance.locks import lock_member
from coin.billing.balance.settling import release, settle
from coin.billing.balance.voiding import void_of_payment
from coin.billing.enums import PaymentMeans
from coin.billing.models import Cheque, Payment
from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import cents
from coin.members.models import Member, User

REFERENCE_LENGTH = 140
MOST = Decimal("99999999.99")  # all that the column of payments can hold
G1 = "Ğ1"


@dataclass(frozen=True)
class ChequeWords:
    """What is written on a cheque."""

    drawer: str = ""
    bank_name: str = ""
    number: str = ""


@transaction.atomic
def record_payment(
    member: Member,
    *,
    amount: Decimal,
    received_on: date,
    means: str,
    actor: User | None,
    reference: str = "",
    unit_amount: Decimal | None = None,
    cheque: ChequeWords | None = None,
) -> Payment:
    """Record money received, in euros: it pays the oldest unpaid documents, and the rest is credit.

    `received_on` is the day of receipt, `means` a PaymentMeans other than FUND, `reference` at most 140 characters.
    `unit_amount`: how many Ğ1 were received, worth `amount` euros. `cheque`: the words of the cheque, which then waits
    to be paid in at the bank. Two calls with equal arguments record two payments. Raises InvalidInput on `amount`,
    `received_on`, `means`, `reference` or `unit_amount`.
    """
    amount = _checked_amount(amount)
    _check_day(received_on)
    if means not in PaymentMeans.values:
        raise InvalidInput(_("Choose how the money came."), field="means")
    if means == PaymentMeans.FUND:
        raise InvalidInput(_("The solidarity fund has its own page."), field="means")
    _check_reference(reference)
    unit_amount = _checked_unit(means, unit_amount)
    member = lock_member(member.pk)
    payment = Payment.objects.create(
        member=member,
        amount=amount,
        received_on=received_on,
        means=means,
        reference=reference,
        unit=G1 if unit_amount else "",
        unit_amount=unit_amount,
        recorded_by=actor,
    )
    if means == PaymentMeans.CHEQUE:
        Cheque.objects.create(payment=payment, **asdict(cheque or ChequeWords()))
    changes = {"amount": (None, amount), "means": (None, means)}
    audit.record(
        actions.PAYMENT_RECORDED,
        payment,
        actor=actor,
        changes=changes,
        member_number=member.number,
    )
    settle(member, actor=actor)
    return payment


@transaction.atomic
def reverse_payment(
    payment: Payment, *, actor: User | None, on: date | None = None, reason: str = ""
) -> Payment:
    """Reverse a payment that did not hold (rejected, refunded): record the same amount sent back `on` a day (today).

    Documents that it paid are due again, dues that it paid are unpaid, and its receipts become void. `reason` becomes
    the reference of the reversal. Raises DomainError when the payment is reversed already or is itself a reversal,
    InvalidInput on `on` for a day to come or before the payment came, on `reference` when the reason is over 140
    characters.
    """
    day = on or timezone.localdate()
    _check_day(day, field="on")
    _check_reference(reason)
    if day < payment.received_on:
        raise InvalidInput(_("Money is not sent back before it came."), field="on")
    member = lock_member(payment.member_id)
    # Read under the member's lock: two people who reverse the payment at once make one reversal.
    if payment.reverses_id or Payment.objects.filter(reverses=payment).exists():
        raise DomainError(_("This payment is reversed already, or is a reversal."))
    reversal = Payment.objects.create(
        member=member,
        amount=-payment.amount,
        received_on=day,
        means=payment.means,
        reference=reason or payment.reference,
        unit=payment.unit,
        unit_amount=None if payment.unit_amount is None else -payment.unit_amount,
        reverses=payment,
        recorded_by=actor,
    )
    audit.record(
        actions.PAYMENT_REVERSED,
        payment,
        actor=actor,
        changes={"reversed_by": (None, reversal.pk)},
        member_number=member.number,
        note=reason,
    )
    void_of_payment(payment, reason=reason, actor=actor)
    release(payment, actor=actor)
    settle(member, actor=actor)
    return reversal


def _checked_amount(amount: Decimal) -> Decimal:
    if not amount.is_finite() or not 0 < cents(amount) <= MOST:
        raise InvalidInput(_("A payment is more than nothing."), field="amount")
    return cents(amount)


def _checked_unit(means: str, unit_amount: Decimal | None) -> Decimal | None:
    if means != PaymentMeans.G1:
        if unit_amount is not None:
            raise InvalidInput(_("Only Ğ1 are counted so: leave this empty."), field="unit_amount")
        return None
    if unit_amount is None or not unit_amount.is_finite() or not 0 < cents(unit_amount) <= MOST:
        raise InvalidInput(_("Say how many Ğ1 came."), field="unit_amount")
    return cents(unit_amount)


def _check_day(day: date, field: str = "received_on") -> None:
    if day > timezone.localdate():
        raise InvalidInput(_("Money cannot have come in the future."), field=field)


def _check_reference(reference: str) -> None:
    if len(reference) > REFERENCE_LENGTH:
        raise InvalidInput(
            _("A reference has at most %(length)s characters.") % {"length": REFERENCE_LENGTH},
            field="reference",
        )
