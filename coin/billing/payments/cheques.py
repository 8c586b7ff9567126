"""Cheques: brought to the bank together on a slip, which one line of the statement pays."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coin.billing import actions, chart
from coin.billing.account_enums import AccountUse
from coin.billing.enums import BankLineState
from coin.billing.models import BankAccount, BankLine, Cheque, DepositSlip
from coin.core import audit, counters
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import total
from coin.core.transitions import move
from coin.members.models import User

SERIES = "billing.deposit_slips"
# A bank takes up to a month to count what it was brought; a slip may be written after the line is read.
BEFORE, AFTER = timedelta(days=45), timedelta(days=7)


@transaction.atomic
def make_slip(
    cheque_pks: Iterable[int], *, account: BankAccount, made_on: date, actor: User | None
) -> DepositSlip:
    """Put these cheques on one numbered slip for this account. A cheque is on one slip only.

    Raises InvalidInput on `cheques` or `made_on`.
    """
    wanted = set(cheque_pks)
    waiting = Cheque.objects.select_for_update(of=("self",)).filter(
        pk__in=wanted, slip=None, payment__reversed_by=None
    )
    cheques = list(waiting.select_related("payment").order_by("pk"))
    if not wanted:
        raise InvalidInput(_("Choose at least one cheque."), field="cheques")
    if len(cheques) != len(wanted):
        words = _("A cheque of these is on a slip already, or was sent back: look again.")
        raise InvalidInput(words, field="cheques")
    _check_day(made_on, max(cheque.payment.received_on for cheque in cheques))
    slip = DepositSlip.objects.create(
        number=counters.next_number(SERIES),
        account=account,
        made_on=made_on,
        made_by=actor,
        count=len(cheques),
        total=total(cheque.payment.amount for cheque in cheques),
    )
    # One statement and its count: two people who choose the same cheque do not both have it.
    if Cheque.objects.filter(pk__in=wanted, slip=None).update(slip=slip) != len(wanted):
        raise InvalidInput(_("Somebody put one of these cheques on a slip."), field="cheques")
    changes = {"count": (None, slip.count), "total": (None, slip.total)}
    audit.record(actions.SLIP_MADE, slip, actor=actor, changes=changes)
    return slip


@transaction.atomic
def undo_slip(slip: DepositSlip, *, actor: User | None) -> None:
    """The slip did not go to the bank: its cheques wait again, its number is not used again. DomainError once paid."""
    locked = DepositSlip.objects.select_for_update().filter(pk=slip.pk).first()
    if locked is None or locked.bank_line_id:
        raise DomainError(_("This slip is paid by the bank, or was undone already."))
    changes = {"count": (locked.count, None), "total": (locked.total, None)}
    audit.record(actions.SLIP_UNDONE, locked, actor=actor, changes=changes)
    locked.cheques.update(slip=None)
    locked.delete()


def slips_of_line(line: BankLine) -> list[DepositSlip]:
    """The slips that this line of the bank may pay: of its account and amount, of these weeks. One query."""
    if line.state != BankLineState.TO_MATCH or line.amount <= 0:
        return []
    unpaid = DepositSlip.objects.filter(
        account=line.account_id,
        bank_line=None,
        total=line.amount,
        made_on__gte=line.booked_on - BEFORE,
        made_on__lte=line.booked_on + AFTER,
    )
    return list(unpaid.order_by("number")[:3])


@transaction.atomic
def pay_slip(slip: DepositSlip, line: BankLine, *, actor: User | None) -> None:
    """This line of the bank is this slip: it is filed where cheques wait, and makes no payment.

    Raises DomainError when they are not each other's, TransitionRefused when the line no longer waits.
    """
    locked = DepositSlip.objects.select_for_update(of=("self",)).get(pk=slip.pk)
    if locked.bank_line_id:
        raise DomainError(_("Another line of the bank pays this slip already."))
    if locked.total != line.amount or locked.account_id != line.account_id:
        raise DomainError(_("This line is of another amount or account than the slip."))
    note, account = str(locked), chart.load().of(AccountUse.CHEQUES)
    waiting = [BankLineState.TO_MATCH]
    move(line, to=BankLineState.FILED, allowed=waiting, filed_under=account, note=note)
    DepositSlip.objects.filter(pk=locked.pk).update(bank_line=line)
    filed = {"filed_under": (None, account)}
    audit.record(actions.BANK_LINE_FILED, line, actor=actor, changes=filed, note=note)
    audit.record(actions.SLIP_PAID, locked, actor=actor, changes={"bank_line": (None, line.pk)})


def _check_day(made_on: date, last: date) -> None:
    if made_on > timezone.localdate():
        raise InvalidInput(_("A slip is not dated in the future."), field="made_on")
    if made_on < last:
        words = _("One of these cheques came on %(day)s: the slip cannot be older.")
        raise InvalidInput(words % {"day": date_format(last)}, field="made_on")
