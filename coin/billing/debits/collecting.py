"""Records, once, that the bank paid a batch of direct debits: by a line of its statement, or on a volunteer's word."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import actions, chart
from coin.billing.account_enums import AccountUse
from coin.billing.enums import BankLineState, BatchState, DebitState, PaymentMeans
from coin.billing.models import BankLine, DebitBatch
from coin.billing.payments.services import record_payment
from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import total
from coin.core.transitions import move
from coin.members.models import User

AT_BANK = [BatchState.WRITTEN, BatchState.SENT]


@transaction.atomic
def collect(
    batch: DebitBatch, *, actor: User | None, on: date | None = None, line: BankLine | None = None
) -> int:
    """Record that the bank paid the batch, with one payment for each debit of its file; returns how many payments.

    `line` is the line of the bank's statement that pays the batch: it is filed. Without a line, a volunteer says that
    the bank paid, `on` a day (the day of collection by default). A line that comes after a volunteer's word is only
    filed: no payment is recorded twice. Raises InvalidInput on `on` for a day in the future or over a week before the
    day of collection, TransitionRefused when no file was written, or without a line when the payments are
    recorded already, DomainError when another line pays the batch.
    """
    locked = DebitBatch.objects.select_for_update().get(pk=batch.pk)
    count = 0
    if locked.state != BatchState.COLLECTED or line is None:
        day = line.booked_on if line else on or locked.collection_on
        if day > timezone.localdate() or day < locked.collection_on - timedelta(days=7):
            raise InvalidInput(_("Give the day the bank paid, not in the future."), field="on")
        move(locked, to=BatchState.COLLECTED, allowed=AT_BANK, collected_on=day)
        count = _record_payments(locked, day, actor)
        changes = {"collected_on": (None, day), "payments": (None, count)}
        audit.record(actions.DEBITS_COLLECTED, locked, actor=actor, changes=changes)
    if line is not None:
        _file(line, locked, actor)
    return count


def batch_of_line(line: BankLine) -> DebitBatch | None:
    """The batch that this line of the bank pays: the batch that the line names, or else the only one of its sum.

    Writes nothing. None when no batch or several could be meant, and for a line that no longer waits or by which money
    goes out. A batch counts once its file is written, while no line pays it.
    """
    if line.state != BankLineState.TO_MATCH or line.amount <= 0:
        return None
    # A volunteer may have said already that the bank paid: that batch still waits for its line.
    states = [*AT_BANK, BatchState.COLLECTED]
    waiting = DebitBatch.objects.filter(state__in=states, bank_line=None)
    words = f"{line.text} {line.bank_reference}"
    named = [batch for batch in waiting if batch.payment_info_id and batch.payment_info_id in words]
    # The bank books the sum from two days before the day of collection to ten days after it.
    near = waiting.filter(
        collection_on__lte=line.booked_on + timedelta(days=2),
        collection_on__gte=line.booked_on - timedelta(days=10),
    )
    same = named or [batch for batch in near if expected(batch) == line.amount]
    return same[0] if len(same) == 1 else None


def expected(batch: DebitBatch) -> Decimal:
    """The sum in euros that the bank should pay: the debits of the file, less those it refused before it paid."""
    debits = batch.debits.filter(Q(state=DebitState.SENT) | Q(payment__isnull=False))
    return total(debits.values_list("amount", flat=True))


def _record_payments(batch: DebitBatch, day: date, actor: User | None) -> int:
    debits = list(batch.debits.filter(state=DebitState.SENT).select_related("mandate__member"))
    # Each payment locks its member: in one order, so that two processes never wait for each other.
    for debit in sorted(debits, key=lambda debit: debit.mandate.member_id):
        payment = record_payment(
            debit.mandate.member,
            amount=debit.amount,
            received_on=day,
            means=PaymentMeans.SEPA_DEBIT,
            actor=actor,
            reference=debit.end_to_end,
        )
        move(debit, to=DebitState.PAID, allowed=[DebitState.SENT], payment=payment)
    return len(debits)


def _file(line: BankLine, batch: DebitBatch, actor: User | None) -> None:
    """File the line under the transit account, where the payments of the debits wait; the line makes no payment."""
    if batch.bank_line_id:
        raise DomainError(_("Another line of the bank pays this batch already."))
    note, account = str(batch), chart.load().of(AccountUse.TRANSIT)
    move(
        line,
        to=BankLineState.FILED,
        allowed=[BankLineState.TO_MATCH],
        filed_under=account,
        note=note,
    )
    DebitBatch.objects.filter(pk=batch.pk).update(bank_line=line)
    changes = {"filed_under": (None, account), "debit_batch": (None, batch.pk)}
    audit.record(actions.BANK_LINE_FILED, line, actor=actor, changes=changes, note=note)
