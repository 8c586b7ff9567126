"""Batches of direct debits: drafted, announced, written once, sent, paid. What a bank sends back is in returns.py."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import actions
from coin.billing.debits import pain008
from coin.billing.debits.plan import check_day, plan
from coin.billing.enums import (
    BankLineState,
    BatchState,
    DebitState,
    MandateState,
    PaymentMeans,
)
from coin.billing.models import BankLine, Debit, DebitBatch, Document, Mandate
from coin.billing.queries import with_rest
from coin.billing.services.locks import lock_members
from coin.billing.services.mandates import is_lapsed, takes_debits
from coin.billing.services.payments import record_payment
from coin.core import audit, mails
from coin.core.errors import DomainError, InvalidInput
from coin.core.mail_kinds import name_kind
from coin.core.models import Association
from coin.core.money import cents, total
from coin.core.transitions import move
from coin.members.models import User

ANNOUNCED = "billing.debit_announced"
name_kind(ANNOUNCED, gettext_lazy("Direct debit announced"))
AT_BANK = [BatchState.WRITTEN, BatchState.SENT]
MEMBERS_ACCOUNT = (
    "411"  # usagers, of the associations' chart: where the bank's line of a batch is filed
)


@transaction.atomic
def draft_batch(collection_on: date, *, actor: User | None) -> DebitBatch:
    """Put into a batch everything that may be collected on that day. Raises InvalidInput on `collection_on`,
    DomainError when there is nothing, or when somebody else has just drafted the same."""
    check_day(collection_on)
    if not takes_debits(Association.current()):
        words = _("Give the association's IBAN and creditor identifier in the settings first.")
        raise DomainError(words)
    lines = plan(collection_on).lines
    if not lines:
        raise DomainError(_("There is nothing to collect."))
    batch = DebitBatch.objects.create(collection_on=collection_on, created_by=actor)
    debits = [
        Debit(
            batch=batch,
            document=line.document,
            mandate=line.mandate,
            amount=line.amount,
            end_to_end=f"{line.document.number}-P{batch.pk}",
        )
        for line in lines
    ]
    try:
        with transaction.atomic():
            Debit.objects.bulk_create(debits)
    except IntegrityError as error:
        raise DomainError(_("Somebody else has just drafted these debits.")) from error
    _figures(batch)
    audit.record(actions.DEBITS_DRAFTED, batch, actor=actor, changes=_said(batch))
    return batch


@transaction.atomic
def leave_out(debit: Debit, *, actor: User | None, reason: str = "") -> None:
    """Do not collect this one, while the file is not written."""
    batch = _locked(debit.batch_id, [BatchState.DRAFT, BatchState.NOTIFIED])
    _leave_out(debit, reason)
    _figures(batch)
    member = debit.mandate.member.number
    audit.record(actions.DEBIT_LEFT_OUT, debit, actor=actor, member_number=member, note=reason)


@transaction.atomic
def announce(batch: DebitBatch, *, actor: User | None) -> int:
    """Tell each member by mail what is taken and when; returns how many mails. Raises InvalidInput when the day is
    now nearer than what members were promised."""
    check_day(batch.collection_on)
    locked = _locked(batch.pk, [BatchState.DRAFT])
    if not locked.count:
        raise DomainError(_("There is nothing to collect."))
    move(batch, to=BatchState.NOTIFIED, allowed=[BatchState.DRAFT], notified_at=timezone.now())
    debits: dict[int, list[Debit]] = defaultdict(list)
    for debit in _planned(batch):
        debits[debit.mandate_id].append(debit)
    sent = [_announce(batch, lines) for lines in debits.values()]
    audit.record(actions.DEBITS_NOTIFIED, batch, actor=actor, changes={"mails": (None, sum(sent))})
    return sum(sent)


@transaction.atomic
def write_file(batch: DebitBatch, *, actor: User | None) -> None:
    """Write the bank's file, once. What is paid meanwhile, or whose mandate is over, is left out of it.

    Raises DomainError when it is too late for the bank, or nothing is left; TransitionRefused when it was written.
    """
    locked = _locked(batch.pk, [BatchState.NOTIFIED])
    if locked.collection_on <= timezone.localdate():
        raise DomainError(_("The day of collection is over: drop this batch and make another."))
    _leave_out_stale(locked, actor)
    debits = list(_planned(locked))
    if not debits:
        raise DomainError(_("Nothing is left to collect: drop this batch."))
    written = pain008.write(
        _creditor(), [_order(debit) for debit in debits], collection_on=locked.collection_on
    )
    _figures(locked)
    move(
        locked,
        to=BatchState.WRITTEN,
        allowed=[BatchState.NOTIFIED],
        file=written.content.decode(),
        sha256=written.sha256,
        message_id=written.message_id,
        payment_info_id=written.payment_info_id,
        written_at=timezone.now(),
    )
    Debit.objects.filter(batch=locked, state=DebitState.PLANNED).update(state=DebitState.SENT)
    used = Mandate.objects.filter(debits__in=debits)
    Mandate.objects.filter(pk__in=used.values("pk")).update(last_used_on=locked.collection_on)
    audit.record(
        actions.DEBITS_WRITTEN,
        locked,
        actor=actor,
        changes={**_said(locked), "sha256": (None, written.sha256)},
    )


@transaction.atomic
def mark_sent(batch: DebitBatch, *, actor: User | None) -> None:
    """A volunteer gave the file to the bank."""
    move(batch, to=BatchState.SENT, allowed=[BatchState.WRITTEN])
    audit.record(actions.DEBITS_SENT, batch, actor=actor)


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


@transaction.atomic
def drop_batch(batch: DebitBatch, *, actor: User | None, reason: str = "") -> None:
    """Collect nothing of it: its documents may be in another batch. Never once the file went to the bank."""
    allowed = [BatchState.DRAFT, BatchState.NOTIFIED, BatchState.WRITTEN]
    move(batch, to=BatchState.DROPPED, allowed=allowed)
    open_ones = [DebitState.PLANNED, DebitState.SENT]
    Debit.objects.filter(batch=batch, state__in=open_ones).update(
        state=DebitState.LEFT_OUT, why=reason[:140]
    )
    audit.record(actions.DEBITS_DROPPED, batch, actor=actor, note=reason)


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


def _planned(batch: DebitBatch) -> list[Debit]:
    rows = batch.debits.filter(state=DebitState.PLANNED)
    return list(rows.select_related("document", "mandate__member").order_by("pk"))


def _locked(pk: int, allowed: list[BatchState]) -> DebitBatch:
    batch = DebitBatch.objects.select_for_update().get(pk=pk)
    if batch.state not in allowed:
        move(batch, to=batch.state, allowed=allowed)  # says why it is refused
    return batch


def _leave_out(debit: Debit, reason: str) -> None:
    move(debit, to=DebitState.LEFT_OUT, allowed=[DebitState.PLANNED], why=reason[:140])


def _leave_out_stale(batch: DebitBatch, actor: User | None) -> None:
    """Members were told an amount: what is no longer exactly due is not asked at all."""
    debits = _planned(batch)
    lock_members(sorted({debit.mandate.member_id for debit in debits}))
    documents = Document.objects.filter(pk__in=[debit.document_id for debit in debits])
    rests = dict(with_rest(documents).values_list("pk", "rest"))
    traces = []
    for debit in debits:
        why = _stale(debit, batch, cents(rests[debit.document_id]) != debit.amount)
        if why:
            _leave_out(debit, why)
            traces.append(audit.Trace(debit, member_number=debit.mandate.member.number, note=why))
    audit.record_all(actions.DEBIT_LEFT_OUT, traces, actor=actor)


def _stale(debit: Debit, batch: DebitBatch, is_other_amount: bool) -> str:
    if debit.mandate.state != MandateState.ACTIVE:
        return _("the mandate is no longer in use")
    if is_lapsed(debit.mandate, batch.collection_on):
        return _("the mandate has lapsed")
    return _("no longer the amount due") if is_other_amount else ""


def _figures(batch: DebitBatch) -> None:
    """How many and how much the batch holds now."""
    amounts = batch.debits.filter(state=DebitState.PLANNED).values_list("amount", flat=True)
    batch.count, batch.total = len(amounts), total(amounts)
    batch.save(update_fields=["count", "total"])


def _said(batch: DebitBatch) -> dict[str, tuple[object, object]]:
    return {"count": (None, batch.count), "total": (None, batch.total)}


def _creditor() -> pain008.Creditor:
    own = Association.current()
    if not takes_debits(own):
        words = _("Give the association's IBAN and creditor identifier in the settings first.")
        raise DomainError(words)
    return pain008.Creditor(own.name, own.iban, own.bic, own.creditor_identifier)


def _order(debit: Debit) -> pain008.Order:
    mandate = debit.mandate
    assert mandate.signed_on is not None  # the database holds it
    return pain008.Order(
        holder=mandate.holder,
        iban=mandate.iban,
        bic=mandate.bic,
        amount=debit.amount,
        rum=mandate.rum,
        signed_on=mandate.signed_on,
        end_to_end=debit.end_to_end,
        words=str(debit.document.number),
    )


def _announce(batch: DebitBatch, debits: list[Debit]) -> bool:
    mandate = debits[0].mandate
    mail = mails.send(
        ANNOUNCED,
        "billing/mail/debit_announced.txt",
        {
            "batch": batch,
            "debits": debits,
            "mandate": mandate,
            "member": mandate.member,
            "total": total(debit.amount for debit in debits),
        },
        to=mandate.member.email,
        language=mandate.member.language,
        key=f"debits:{batch.pk}:{mandate.pk}",
        member_number=mandate.member.number,
    )
    return mail is not None


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
    """The payments are the debits': the line itself is filed, and makes none."""
    if batch.bank_line_id:
        raise DomainError(_("Another line of the bank pays this batch already."))
    note = str(batch)
    move(
        line,
        to=BankLineState.FILED,
        allowed=[BankLineState.TO_MATCH],
        filed_under=MEMBERS_ACCOUNT,
        note=note,
    )
    DebitBatch.objects.filter(pk=batch.pk).update(bank_line=line)
    changes = {"filed_under": (None, MEMBERS_ACCOUNT), "debit_batch": (None, batch.pk)}
    audit.record(actions.BANK_LINE_FILED, line, actor=actor, changes=changes, note=note)
