"""Batches of direct debits: drafted, announced, written once, sent. `collecting` records what the bank pays."""

from collections import defaultdict
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import actions
from coin.billing.balance.locks import lock_members
from coin.billing.balance.online_holds import paid_online
from coin.billing.balance.queries import with_rest
from coin.billing.debits import pain008
from coin.billing.debits.mandates import is_lapsed, takes_debits
from coin.billing.debits.plan import Line, check_day, plan
from coin.billing.enums import (
    BatchState,
    DebitState,
    MandateState,
)
from coin.billing.models import Debit, DebitBatch, Document, Mandate
from coin.core import audit, mails
from coin.core.errors import DomainError
from coin.core.mail_kinds import name_kind
from coin.core.models import Association
from coin.core.money import cents, total
from coin.core.transitions import move
from coin.members.models import User

ANNOUNCED = "billing.debit_announced"
# The columns that a file needs: a batch may have thousands of rows.
ASKED = (
    "batch",
    "amount",
    "end_to_end",
    "state",
    "document__number",
    *(f"mandate__{name}" for name in ("rum", "iban", "bic", "holder", "state", "signed_on")),
    "mandate__last_used_on",
    "mandate__member__number",
)
name_kind(ANNOUNCED, gettext_lazy("Direct debit announced"))


@transaction.atomic
def draft_batch(collection_on: date, *, actor: User | None) -> DebitBatch:
    """Save a batch of everything that may be collected on that day (`plan.plan`), and return it; nobody is told yet.

    Raises InvalidInput on `collection_on` as `plan.check_day` does, DomainError when the settings lack the IBAN or the
    creditor identifier, when there is nothing to collect, or when somebody else has just drafted the same debits.
    """
    check_day(collection_on)
    if not takes_debits(Association.current()):
        words = _("Give the association's IBAN and creditor identifier in the settings first.")
        raise DomainError(words)
    lines = _free(plan(collection_on).lines)
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
    # The database holds one open debit a document. The inner transaction (a savepoint) takes the refusal, so that the
    # outer one may still answer on PostgreSQL.
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
    """Leave a debit out of its batch: its document is free for another collection.

    `reason` is kept on the debit. Raises TransitionRefused once the file is written, or when the debit is no longer
    planned.
    """
    batch = _locked(debit.batch_id, [BatchState.DRAFT, BatchState.NOTIFIED])
    _leave_out(debit, reason)
    _figures(batch)
    member = debit.mandate.member.number
    audit.record(actions.DEBIT_LEFT_OUT, debit, actor=actor, member_number=member, note=reason)


@transaction.atomic
def announce(batch: DebitBatch, *, actor: User | None) -> int:
    """Tell each member by mail what is taken and when, and mark the batch as announced; returns how many mails.

    Raises InvalidInput on `collection_on` when the day is now nearer than the notice that members were promised,
    DomainError when nothing is left to collect, TransitionRefused when the batch was announced already.
    """
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
    """Write the file for the bank, once, and save it in the batch.

    Debits whose amount is no longer exactly due or whose mandate is not in use are left out; the others are "sent".

    Raises DomainError when the day of collection has come, when nothing is left to collect, or when the settings lack
    the IBAN or the creditor identifier; FileRefused when the written file is not what was asked; TransitionRefused when
    the batch is not announced, or was written already.
    """
    locked = _locked(batch.pk, [BatchState.NOTIFIED])
    if locked.collection_on <= timezone.localdate():
        raise DomainError(_("The day of collection is over: drop this batch and make another."))
    debits = _still_due(locked, actor)
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
    Mandate.objects.filter(pk__in={debit.mandate_id for debit in debits}).update(
        last_used_on=locked.collection_on
    )
    audit.record(
        actions.DEBITS_WRITTEN,
        locked,
        actor=actor,
        changes={**_said(locked), "sha256": (None, written.sha256)},
    )


@transaction.atomic
def mark_sent(batch: DebitBatch, *, actor: User | None) -> None:
    """Record that a volunteer gave the file to the bank. Raises TransitionRefused unless the file is written."""
    move(batch, to=BatchState.SENT, allowed=[BatchState.WRITTEN])
    audit.record(actions.DEBITS_SENT, batch, actor=actor)


@transaction.atomic
def drop_batch(batch: DebitBatch, *, actor: User | None, reason: str = "") -> None:
    """Give up a batch: its documents may be in another one. Raises TransitionRefused once it is sent, or over.

    Its debits are left out, with `reason`. Members who were told of it get no mail.
    """
    allowed = [BatchState.DRAFT, BatchState.NOTIFIED, BatchState.WRITTEN]
    move(batch, to=BatchState.DROPPED, allowed=allowed)
    open_ones = [DebitState.PLANNED, DebitState.SENT]
    Debit.objects.filter(batch=batch, state__in=open_ones).update(
        state=DebitState.LEFT_OUT, why=reason[:140]
    )
    audit.record(actions.DEBITS_DROPPED, batch, actor=actor, note=reason)


def _free(lines: list[Line]) -> list[Line]:
    """The lines whose document no online payment took meanwhile.

    Whoever begins an online payment locks the member first, as this function does: each sees what the other began.
    """
    lock_members(sorted({line.document.member_id for line in lines}))
    pks = [line.document.pk for line in lines]
    online = Document.objects.filter(paid_online(), pk__in=pks).values_list("pk", flat=True)
    taken = set(online)
    return [line for line in lines if line.document.pk not in taken]


def _planned(batch: DebitBatch) -> "QuerySet[Debit]":
    rows = batch.debits.filter(state=DebitState.PLANNED).order_by("pk")
    return rows.select_related("document", "mandate__member")


def _locked(pk: int, allowed: list[BatchState]) -> DebitBatch:
    """The batch, locked until the end of the transaction, if its state is allowed. Raises TransitionRefused."""
    batch = DebitBatch.objects.select_for_update().get(pk=pk)
    if batch.state not in allowed:
        # This move is refused: TransitionRefused names the state.
        move(batch, to=batch.state, allowed=allowed)
    return batch


def _leave_out(debit: Debit, reason: str) -> None:
    move(debit, to=DebitState.LEFT_OUT, allowed=[DebitState.PLANNED], why=reason[:140])


def _still_due(batch: DebitBatch, actor: User | None) -> list[Debit]:
    """The debits that may be asked of the bank; the others are marked as left out, with the reason, and journaled.

    Members were told an amount: a debit whose amount is no longer exactly due is left out.
    """
    # No payment comes between this look and the writing: whoever records one locks the member.
    members = batch.debits.filter(state=DebitState.PLANNED).values_list("mandate__member")
    lock_members(sorted({pk for (pk,) in members}))
    debits, debits_due = list(_planned(batch).only(*ASKED)), []
    documents = Document.objects.filter(debits__batch=batch)
    rests = dict(with_rest(documents).values_list("pk", "rest"))
    traces = []
    for debit in debits:
        why = _stale(debit, batch, cents(rests[debit.document_id]) != debit.amount)
        if why:
            _leave_out(debit, why)
            traces.append(audit.Trace(debit, member_number=debit.mandate.member.number, note=why))
        else:
            debits_due.append(debit)
    audit.record_all(actions.DEBIT_LEFT_OUT, traces, actor=actor)
    return debits_due


def _stale(debit: Debit, batch: DebitBatch, is_other_amount: bool) -> str:
    """Why the debit may no longer be asked of the bank, in words; empty when it may.

    `is_other_amount`: what is left to pay is not the debit's amount.
    """
    if debit.mandate.state != MandateState.ACTIVE:
        return _("the mandate is no longer in use")
    if is_lapsed(debit.mandate, batch.collection_on):
        return _("the mandate has lapsed")
    return _("no longer the amount due") if is_other_amount else ""


def _figures(batch: DebitBatch) -> None:
    """Write into the batch how many debits it holds now, and their sum."""
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
    assert mandate.signed_on is not None  # a constraint: a mandate in use is signed
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
    """Tell one member by mail about the debits of one mandate; returns whether a mail was written.

    A member without an address, or told of this batch already, gets none.
    """
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
