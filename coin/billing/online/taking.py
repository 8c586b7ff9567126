"""What Stripe says of an attempt, written: once, whoever asks, however often and in whatever order."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.balance.locks import lock_member
from coin.billing.enums import OPEN_ONLINE, OnlineKind, OnlineState, PaymentMeans
from coin.billing.models import OnlinePayment
from coin.billing.online import letters, money
from coin.billing.online.keeping import keep
from coin.billing.online.stripe import gateway, shapes
from coin.billing.payments.services import record_payment
from coin.core import audit
from coin.core.errors import DomainError

TURNS = 5
BY_METHOD = {"card": PaymentMeans.CARD, "sepa_debit": PaymentMeans.SEPA_DEBIT}
NOTHING = shapes.Disputes(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Said:
    """Stripe's answers about one attempt."""

    session: shapes.Session | None = None
    intent: shapes.Intent | None = None
    disputes: shapes.Disputes = NOTHING
    means: shapes.Means | None = None


def refresh(attempt: OnlinePayment) -> OnlinePayment:
    """Ask Stripe what became of it, and write it. An answer that another one overtook is asked for again.

    Raises DomainError when Stripe does not answer.
    """
    for _turn in range(TURNS):
        row = OnlinePayment.objects.select_related("member").get(pk=attempt.pk)
        said = _ask(row)
        if _write(row, said):
            return OnlinePayment.objects.select_related("member").get(pk=attempt.pk)
    raise DomainError(_("This payment changes at this very moment. Try again."))


@transaction.atomic
def close(attempt: OnlinePayment, state: str, error: str = "") -> bool:
    """It took nothing and will take nothing; returns whether it was open."""
    rows = OnlinePayment.objects.filter(pk=attempt.pk, state__in=OPEN_ONLINE)
    if not rows.update(state=state, error=error[:250]):
        return False
    attempt.state, attempt.error = state, error[:250]
    audit.record(
        actions.ONLINE_CLOSED,
        attempt,
        actor=None,
        changes={"state": (None, state)},
        member_number=attempt.member.number,
        note=error,
    )
    if state == OnlineState.FAILED:
        letters.tell_failed(attempt)
    return True


def _ask(row: OnlinePayment) -> Said:
    session = gateway.read_session(row.session_id) if row.session_id else None
    if row.kind == OnlineKind.SETUP:
        done = session is not None and session.status == "complete"
        means = gateway.read_means(session.setup_intent_id) if session and done else None
        return Said(session, means=means)
    intent_id = (session.intent_id if session else "") or row.intent_id
    intent = gateway.read_intent(intent_id) if intent_id else None
    charge = intent.charge if intent else None
    disputes = gateway.read_disputes(charge.id) if charge and charge.is_disputed else NOTHING
    return Said(session, intent, disputes)


@transaction.atomic
def _write(seen: OnlinePayment, said: Said) -> bool:
    """False, and nothing written, when another answer was written since this one was asked for."""
    member = lock_member(seen.member_id)
    row = OnlinePayment.objects.select_for_update().get(pk=seen.pk)
    if row.revision != seen.revision or row.member_id != member.pk:
        return False
    row.member = member
    if said.intent is not None and said.intent.status == "succeeded":
        _take(row, said.intent, said.disputes)
    elif said.means is not None:
        _store(row, said.means)
    elif state := _state_of(row, said):
        _pass_to(row, state, said)
    row.revision += 1
    row.save()
    return True


def _state_of(row: OnlinePayment, said: Said) -> str:
    """What it is now that no money came, or nothing when that did not change."""
    if row.state == OnlineState.PAID:
        return ""
    status = said.intent.status if said.intent else ""
    if status == "processing":
        return OnlineState.PROCESSING
    is_over = said.session is None or said.session.status != "open"
    if status == "canceled" or (said.session and said.session.status == "expired"):
        return OnlineState.EXPIRED
    if said.intent is not None and is_over:
        return OnlineState.FAILED
    if row.kind == OnlineKind.SETUP and said.session and said.session.status == "complete":
        return OnlineState.PROCESSING
    return ""


def _pass_to(row: OnlinePayment, state: str, said: Said) -> None:
    if said.intent is not None:
        row.intent_id = said.intent.id
    if state == OnlineState.PROCESSING:
        row.state = state
        OnlinePayment.objects.filter(pk=row.pk).update(state=state)
    else:
        close(row, state, said.intent.error if said.intent else "")


def _store(row: OnlinePayment, means: shapes.Means) -> None:
    if row.state != OnlineState.PAID:
        row.means = keep(row.member, means)
        row.state = OnlineState.PAID


def _take(row: OnlinePayment, intent: shapes.Intent, disputes: shapes.Disputes) -> None:
    """The money is there. What was given up meanwhile was paid all the same: it counts."""
    charge = intent.charge
    if charge is None:
        return
    row.intent_id, row.charge_id = intent.id, charge.id
    if row.payment_id is None:
        _record(row, intent, charge)
    if charge.is_fee_known:
        row.fee = charge.fee + disputes.fee
    was, now = row.refunded + row.disputed, charge.refunded + disputes.gone
    if was != now:
        _give_and_take(row, intent.received - now, charge, disputes)
    row.refund_asked = max(row.refund_asked, charge.refunded)


def _record(row: OnlinePayment, intent: shapes.Intent, charge: shapes.Charge) -> None:
    day = min(charge.on, timezone.localdate())
    row.payment = record_payment(
        row.member,
        amount=intent.received,
        received_on=day,
        means=BY_METHOD.get(charge.method, PaymentMeans.OTHER),
        actor=None,
        reference=intent.id[:140],
    )
    row.amount, row.paid_on = intent.received, day
    row.state, row.error = OnlineState.PAID, ""


def _give_and_take(
    row: OnlinePayment, held: Decimal, charge: shapes.Charge, disputes: shapes.Disputes
) -> None:
    """Some was sent back, or taken back by the member's bank, or came again: what is held is made true."""
    refunded, disputed = charge.refunded - row.refunded, disputes.gone - row.disputed
    row.refunded, row.disputed = charge.refunded, disputes.gone
    if disputed > 0:
        row.disputed_at, row.dispute_seen_at = timezone.now(), None
    elif disputes.gone == 0:
        row.disputed_at = None
    money.hold(row, max(held, Decimal(0)), _why(refunded, disputed))
    changes = {"refunded": (None, row.refunded), "disputed": (None, row.disputed)}
    audit.record(
        actions.ONLINE_MONEY_BACK,
        row,
        actor=None,
        changes=changes,
        member_number=row.member.number,
    )
    letters.tell_back(row, refunded, disputed)


def _why(refunded: Decimal, disputed: Decimal) -> str:
    if disputed > 0:
        return _("taken back by the member’s bank")
    return _("refunded on line") if refunded > 0 else _("given back by the bank")
