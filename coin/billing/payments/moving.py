"""Moves a payment recorded for the wrong member: one act reverses it there and records it for the right one."""

from django.db import transaction
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.balance.locks import lock_members
from coin.billing.balance.settling import settle
from coin.billing.enums import PaymentMeans
from coin.billing.models import BankShare, Cheque, Debit, KnownIban, OnlinePayment, Payment
from coin.billing.payments.services import reverse_payment
from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.members.models import Member, User


@transaction.atomic
def move_payment(payment: Payment, *, to: Member, actor: User | None, reason: str = "") -> Payment:
    """Give the payment to the member `to`; returns the new payment, of the same day, means, unit and reference.

    The bank line or the cheque behind the payment follows it, so that nothing is counted twice. Documents that it paid
    are due again, and it pays the documents of `to`. The journal keeps `reason`. Raises InvalidInput on `member` when
    the payment is theirs already or their record is closed, DomainError when it cannot move (`why_it_stays`).
    """
    # Both members are locked in the order of their keys: two opposite moves cannot wait on each other for ever.
    lock_members({payment.member_id, to.pk})
    # `to` was read before the lock: a merge or an erasure may have closed the record since.
    to.refresh_from_db(fields=["merged_into", "erased_at", "archived_at"])
    _check(payment, to)
    number = payment.member.number
    reverse_payment(payment, actor=actor, on=payment.received_on)
    moved = _copy(payment, to, actor)
    Cheque.objects.filter(payment=payment).update(payment=moved)
    _move_bank_share(payment, moved)
    changes = {"member": (number, to.number)}
    # A row for each member, so that the move shows in both histories.
    for row, member_number in ((payment, number), (moved, to.number)):
        audit.record(
            actions.PAYMENT_MOVED,
            row,
            actor=actor,
            changes=changes,
            member_number=member_number,
            note=reason,
        )
    settle(to, actor=actor)
    return moved


def _check(payment: Payment, to: Member) -> None:
    if to.pk == payment.member_id:
        raise InvalidInput(_("This payment is theirs already."), field="member")
    if to.merged_into_id or to.erased_at or to.archived_at:
        raise InvalidInput(_("This record is closed: choose another member."), field="member")
    refusal = why_it_stays(payment)
    if refusal:
        raise DomainError(refusal)


def why_it_stays(payment: Payment) -> str:
    """The sentence that says why a payment cannot be moved; empty when it can."""
    if payment.reverses_id or Payment.objects.filter(reverses=payment).exists():
        return _("This payment is reversed already, or is a reversal.")
    if payment.means in (PaymentMeans.FUND, PaymentMeans.OPENING):
        return _(
            "The solidarity fund’s help, or a balance brought forward, does not move: reverse it, and do it anew."
        )
    collected = Debit.objects.filter(payment=payment).exists()
    if collected or OnlinePayment.objects.filter(payment=payment).exists():
        return _(
            "A debit or an online payment is of the member whose account or card it was: reverse it instead."
        )
    return ""


def _copy(payment: Payment, to: Member, actor: User | None) -> Payment:
    return Payment.objects.create(
        member=to,
        amount=payment.amount,
        received_on=payment.received_on,
        means=payment.means,
        reference=payment.reference,
        unit=payment.unit,
        unit_amount=payment.unit_amount,
        moved_from=payment,
        recorded_by=actor,
    )


def _move_bank_share(payment: Payment, moved: Payment) -> None:
    """Give the bank line to the right member, and let coin learn their IBAN instead of the wrong member's."""
    share = BankShare.objects.select_related("line").filter(payment=payment).first()
    if share is None:
        return
    BankShare.objects.filter(pk=share.pk).update(payment=moved)
    iban = share.line.iban
    KnownIban.objects.filter(iban=iban, member=payment.member_id).delete()
    # A line shared by several members does not tell which of them the IBAN belongs to.
    if iban and share.line.shares.count() == 1:
        KnownIban.objects.get_or_create(iban=iban, member=moved.member)
