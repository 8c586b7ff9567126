"""Debits that the bank sends back: read from its files, once; each payment is reversed, each member told."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.billing import actions
from coin.billing.debits import rejects
from coin.billing.debits.mandates import suspend_mandate
from coin.billing.debits.reasons import reason
from coin.billing.enums import DebitState, MandateState
from coin.billing.models import Debit, DebitBatch, Payment, ReturnFile, UnknownReturn
from coin.billing.payments.services import reverse_payment
from coin.core import audit, mails
from coin.core.digests import sha256
from coin.core.errors import DomainError
from coin.core.mail_kinds import name_kind
from coin.core.models import Association
from coin.core.transitions import move
from coin.members.models import User

RETURNED = "billing.debit_returned"
name_kind(RETURNED, gettext_lazy("Direct debit sent back"))
AT_BANK = [DebitState.SENT, DebitState.PAID]


@transaction.atomic
def take_returns(content: bytes, *, name: str, actor: User | None) -> tuple[ReturnFile, bool]:
    """Read a file of the bank for debits sent back; returns the file, and whether it is new.

    Each debit that it names is sent back as by `return_debit`; a return of which coin knows no debit is kept for a
    person. `content` is the file as the bank gave it, `name` is cut to 150 characters. The same file read twice changes
    nothing, nor does a debit that another file told of. Raises StatementError on `file`.
    """
    read = rejects.read(content)
    source, is_new = ReturnFile.objects.get_or_create(
        sha256=sha256(content),
        defaults={
            "name": name[:150],
            "format": read.format,
            "read_count": len(read.returns),
            "read_by": actor,
        },
    )
    if not is_new:
        return source, False
    source.taken_count = sum(_take(returned, source, actor) for returned in read.returns)
    source.save(update_fields=["taken_count"])
    changes = {"read": (None, source.read_count), "taken": (None, source.taken_count)}
    audit.record(actions.RETURNS_READ, source, actor=actor, changes=changes)
    return source, True


@transaction.atomic
def return_debit(debit: Debit, *, code: str, on: date | None, actor: User | None) -> bool:
    """Record that the bank sent this debit back; returns False when the return was known or the debit was never sent.

    The debit's payment is reversed, so the document is due again. The member is told by mail, and the mandate is
    suspended when the reason says so. `code` is the bank's (ISO 20022), `on` the day it gives (today by default); a
    day in the future counts as today.
    """
    # Locked and read anew: of two files that tell of the same debit at once, one takes it.
    debit = (
        Debit.objects.select_for_update(of=("self",))
        .select_related("mandate__member")
        .get(pk=debit.pk)
    )
    if debit.state not in AT_BANK:
        return False
    day = min(on or timezone.localdate(), timezone.localdate())
    why = reason(code)
    move(
        debit,
        to=DebitState.RETURNED,
        allowed=AT_BANK,
        return_code=code[:4],
        returned_on=day,
        why=str(why.words)[:140],
    )
    if debit.payment_id:
        _reverse(debit, day, actor)
    member = debit.mandate.member
    changes = {"return_code": (None, code)}
    audit.record(
        actions.DEBIT_RETURNED, debit, actor=actor, changes=changes, member_number=member.number
    )
    if why.suspends and debit.mandate.state == MandateState.ACTIVE:
        suspend_mandate(debit.mandate, actor=actor, reason=f"{code}: {why.words}")
    _tell(debit)
    return True


@transaction.atomic
def handle_unknown(unknown: UnknownReturn, *, actor: User | None) -> None:
    """Record that a person dealt with this return: it leaves the board. Raises DomainError when somebody did before."""
    rows = UnknownReturn.objects.filter(pk=unknown.pk, handled_at=None)
    if not rows.update(handled_at=timezone.now()):
        raise DomainError(_("Somebody dealt with it already."))
    audit.record(actions.RETURN_HANDLED, unknown, actor=actor)


def _take(returned: rejects.Return, source: ReturnFile, actor: User | None) -> int:
    """Record one return of a file; returns how many debits it sent back. One of no known debit is kept for a person."""
    debits = _debits_of(returned)
    if not debits:
        _keep_unknown(returned, source)
    return sum(
        return_debit(debit, code=returned.code, on=returned.on, actor=actor) for debit in debits
    )


def _debits_of(returned: rejects.Return) -> list[Debit]:
    if returned.is_of_a_whole_file:
        key = "message_id" if returned.message_id else "payment_info_id"
        batch = DebitBatch.objects.filter(**{key: getattr(returned, key)}).first()
        # A debit that was left out was never in the file.
        return list(batch.debits.exclude(state=DebitState.LEFT_OUT)) if batch else []
    named = Debit.objects.filter(end_to_end=returned.end_to_end) if returned.end_to_end else None
    if named is not None and (debit := named.exclude(state=DebitState.LEFT_OUT).first()):
        return [debit]
    # A return may name the mandate alone: the latest debit of that mandate and amount is meant.
    if not returned.rum or returned.amount is None:
        return []
    states = [*AT_BANK, DebitState.RETURNED]
    same = Debit.objects.filter(mandate__rum=returned.rum, amount=returned.amount, state__in=states)
    return list(same.order_by("-batch__collection_on", "-pk")[:1])


def _keep_unknown(returned: rejects.Return, source: ReturnFile) -> None:
    facts = {
        "reference": (
            returned.end_to_end or returned.rum or returned.payment_info_id or returned.message_id
        )[:70],
        "amount": returned.amount,
        "code": returned.code[:4],
        "returned_on": returned.on,
    }
    # The same return in another file is kept once; without a reference, two alike may be two returns.
    if not (facts["reference"] and UnknownReturn.objects.filter(**facts).exists()):
        UnknownReturn.objects.create(source=source, **facts)


def _reverse(debit: Debit, day: date, actor: User | None) -> None:
    """Reverse the debit's payment, unless a volunteer reversed it by hand."""
    payment = debit.payment
    if payment is None or Payment.objects.filter(reverses=payment).exists():
        return
    words = f"{debit.end_to_end} {debit.return_code} {debit.why}"[:140]
    # A bank may give a day before its payment; no payment is reversed before it came.
    reverse_payment(payment, actor=actor, on=max(day, payment.received_on), reason=words)


def _tell(debit: Debit) -> None:
    member = debit.mandate.member
    mails.send(
        RETURNED,
        "billing/mail/debit_returned.txt",
        {
            "debit": debit,
            "document": debit.document,
            "member": member,
            "why": reason(debit.return_code),
            "association": Association.current(),
        },
        to=member.email,
        language=member.language,
        key=f"debit-returned:{debit.pk}",
        member_number=member.number,
    )
