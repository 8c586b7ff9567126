"""Cheques: a slip brings several of them to the bank together, and one line of the statement pays the slip."""

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
# A bank takes up to a month to credit a slip (45 days leave a margin). A volunteer may also write the slip a few days
# after the bank has credited it.
BEFORE, AFTER = timedelta(days=45), timedelta(days=7)


@transaction.atomic
def make_slip(
    cheque_pks: Iterable[int], *, account: BankAccount, made_on: date, actor: User | None
) -> DepositSlip:
    """Put these cheques on one numbered slip for this account, dated `made_on`. A cheque is on one slip only.

    The slip is saved and returned. Raises InvalidInput on `cheques` (none, on a slip already, sent back), on `made_on`
    (to come, or before the day one of them was received).
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
    # The condition `slip=None` stands in the UPDATE itself, and its row count is checked: two people who choose the
    # same cheque at once cannot both put it on a slip.
    if Cheque.objects.filter(pk__in=wanted, slip=None).update(slip=slip) != len(wanted):
        raise InvalidInput(_("Somebody put one of these cheques on a slip."), field="cheques")
    changes = {"count": (None, slip.count), "total": (None, slip.total)}
    audit.record(actions.SLIP_MADE, slip, actor=actor, changes=changes)
    return slip


@transaction.atomic
def undo_slip(slip: DepositSlip, *, actor: User | None) -> None:
    """Undo a slip that did not go to the bank: its cheques wait again, and its number is never given to another slip.

    Raises DomainError when the bank has paid the slip, or somebody has undone it already.
    """
    locked = DepositSlip.objects.select_for_update().filter(pk=slip.pk).first()
    if locked is None or locked.bank_line_id:
        raise DomainError(_("This slip is paid by the bank, or was undone already."))
    changes = {"count": (locked.count, None), "total": (locked.total, None)}
    # The journal row comes first, while the slip still has its key.
    audit.record(actions.SLIP_UNDONE, locked, actor=actor, changes=changes)
    locked.cheques.update(slip=None)
    locked.delete()


def slips_of_line(line: BankLine) -> list[DepositSlip]:
    """The slips that this bank line may pay: unpaid, same account, same amount; three at most, by number. One query.

    A slip is dated from BEFORE (45 days) before the line to AFTER (7 days) after it. There is none for a line that no
    longer waits to be matched, or takes money out.
    """
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
    """Record that this bank line pays this slip: the line goes to the account where cheques wait, without a payment.

    The payments exist since the cheques were received. Raises DomainError when the amount or the account differs or the
    slip is paid already, TransitionRefused when the line no longer waits.
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
