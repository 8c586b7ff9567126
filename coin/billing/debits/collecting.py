"""What the bank pays of a batch of direct debits: by its line in the statement, or by a volunteer's word; once."""

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
    """The bank paid the batch: record what each member paid; returns how many payments.

    By its `line` in the statement, which is then filed; or because a volunteer says so. Said both ways, nothing is
    recorded twice: the line is only filed. Raises InvalidInput on `on`, TransitionRefused when nothing was sent.
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
    """The batch that this line of the bank pays: the one it names, or the only one whose sum it is."""
    if line.state != BankLineState.TO_MATCH or line.amount <= 0:
        return None
    states = [*AT_BANK, BatchState.COLLECTED]
    waiting = DebitBatch.objects.filter(state__in=states, bank_line=None)
    words = f"{line.text} {line.bank_reference}"
    named = [one for one in waiting if one.payment_info_id and one.payment_info_id in words]
    near = waiting.filter(
        collection_on__lte=line.booked_on + timedelta(days=2),
        collection_on__gte=line.booked_on - timedelta(days=10),
    )
    same = named or [one for one in near if expected(one) == line.amount]
    return same[0] if len(same) == 1 else None


def expected(batch: DebitBatch) -> Decimal:
    """What the bank should pay: what was sent, less what it refused before the day."""
    debits = batch.debits.filter(Q(state=DebitState.SENT) | Q(payment__isnull=False))
    return total(debits.values_list("amount", flat=True))


def _record_payments(batch: DebitBatch, day: date, actor: User | None) -> int:
    debits = list(batch.debits.filter(state=DebitState.SENT).select_related("mandate__member"))
    for debit in sorted(debits, key=lambda one: one.mandate.member_id):
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
    """The payments of the debits wait on the transit account: the line is filed there, and makes none."""
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
