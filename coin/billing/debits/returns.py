"""What the bank sends back of debits: read from its files, once; each payment reversed, each member told."""

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
    """Read a file of the bank for debits sent back; returns it, and whether it is new. The same file twice, or a
    debit that another file told of, changes nothing. Raises StatementError on `file`."""
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
    source.taken_count = sum(_take(one, source, actor) for one in read.returns)
    source.save(update_fields=["taken_count"])
    changes = {"read": (None, source.read_count), "taken": (None, source.taken_count)}
    audit.record(actions.RETURNS_READ, source, actor=actor, changes=changes)
    return source, True


@transaction.atomic
def return_debit(debit: Debit, *, code: str, on: date | None, actor: User | None) -> bool:
    """The bank sent this debit back: what it paid is due again, the member is told, the mandate is suspended when the
    reason says so. Returns False when that was known."""
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
    """A person saw to it: it leaves the board. DomainError when somebody did already."""
    rows = UnknownReturn.objects.filter(pk=unknown.pk, handled_at=None)
    if not rows.update(handled_at=timezone.now()):
        raise DomainError(_("Somebody dealt with it already."))
    audit.record(actions.RETURN_HANDLED, unknown, actor=actor)


def _take(one: rejects.Return, source: ReturnFile, actor: User | None) -> int:
    """How many debits it sent back."""
    debits = _debits_of(one)
    if not debits:
        _keep_unknown(one, source)
    return sum(return_debit(debit, code=one.code, on=one.on, actor=actor) for debit in debits)


def _debits_of(one: rejects.Return) -> list[Debit]:
    if one.is_of_a_whole_file:
        key = "message_id" if one.message_id else "payment_info_id"
        batch = DebitBatch.objects.filter(**{key: getattr(one, key)}).first()
        # Only those that the bank did not pay yet: a whole file is refused before the day.
        return list(batch.debits.exclude(state=DebitState.LEFT_OUT)) if batch else []
    named = Debit.objects.filter(end_to_end=one.end_to_end) if one.end_to_end else None
    if named is not None and (found := named.exclude(state=DebitState.LEFT_OUT).first()):
        return [found]
    if not one.rum or one.amount is None:
        return []
    states = [*AT_BANK, DebitState.RETURNED]
    same = Debit.objects.filter(mandate__rum=one.rum, amount=one.amount, state__in=states)
    return list(same.order_by("-batch__collection_on", "-pk")[:1])


def _keep_unknown(one: rejects.Return, source: ReturnFile) -> None:
    facts = {
        "reference": (one.end_to_end or one.rum or one.payment_info_id or one.message_id)[:70],
        "amount": one.amount,
        "code": one.code[:4],
        "returned_on": one.on,
    }
    if not (facts["reference"] and UnknownReturn.objects.filter(**facts).exists()):
        UnknownReturn.objects.create(source=source, **facts)


def _reverse(debit: Debit, day: date, actor: User | None) -> None:
    """Unless a volunteer reversed it by hand."""
    payment = debit.payment
    if payment is None or Payment.objects.filter(reverses=payment).exists():
        return
    words = f"{debit.end_to_end} {debit.return_code} {debit.why}"[:140]
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
