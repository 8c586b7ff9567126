"""Writes what Stripe says of an attempt: once, whoever asks, however often and in whatever order."""

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

TURNS = 5  # answers that may be overtaken before a person is told to try again
BY_METHOD = {"card": PaymentMeans.CARD, "sepa_debit": PaymentMeans.SEPA_DEBIT}
NOTHING = shapes.Disputes(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Said:
    """Stripe's answers about one attempt; None (or NOTHING) for what was not asked, or is not there."""

    session: shapes.Session | None = None
    intent: shapes.Intent | None = None
    disputes: shapes.Disputes = NOTHING
    means: shapes.Means | None = None


def refresh(attempt: OnlinePayment) -> OnlinePayment:
    """Ask Stripe what became of an attempt, and write it; returns the attempt as it is then.

    An answer that another one overtook is asked for again. Raises DomainError when Stripe refuses or does not answer,
    or when the attempt keeps changing.
    """
    # Stripe is asked outside any transaction: nothing stays locked while it takes its time.
    for _turn in range(TURNS):
        row = OnlinePayment.objects.select_related("member").get(pk=attempt.pk)
        answers = _ask(row)
        if _write(row, answers):
            return OnlinePayment.objects.select_related("member").get(pk=attempt.pk)
    raise DomainError(_("This payment changes at this very moment. Try again."))


@transaction.atomic
def close(attempt: OnlinePayment, state: str, error: str = "") -> bool:
    """Close an attempt that took nothing and will take nothing; returns whether it was open.

    The new state is saved and journaled. `state` is EXPIRED, or FAILED: then the member is told. `error` says why.
    """
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
    """Read at Stripe everything about an attempt that its row depends on."""
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
def _write(seen: OnlinePayment, answers: Said) -> bool:
    """Write the answers; False, and nothing written, when others were written since these were asked for.

    `seen` is the attempt as it was when Stripe was asked.
    """
    member = lock_member(seen.member_id)
    row = OnlinePayment.objects.select_for_update().get(pk=seen.pk)
    # The member differs when two were merged meanwhile: the lock is then on the wrong one.
    if row.revision != seen.revision or row.member_id != member.pk:
        return False
    row.member = member
    if answers.intent is not None and answers.intent.status == "succeeded":
        _take(row, answers.intent, answers.disputes)
    elif answers.means is not None:
        _store(row, answers.means)
    elif state := _state_of(row, answers):
        _pass_to(row, state, answers)
    row.revision += 1
    row.save()
    return True


def _state_of(row: OnlinePayment, answers: Said) -> str:
    """The new state of an attempt to which no money came, by Stripe's answers; empty when it does not change."""
    if row.state == OnlineState.PAID:
        return ""
    status = answers.intent.status if answers.intent else ""
    if status == "processing":
        return OnlineState.PROCESSING
    # On a page that is still open the member may try another card: a first failure is not the end.
    is_over = answers.session is None or answers.session.status != "open"
    if status == "canceled" or (answers.session and answers.session.status == "expired"):
        return OnlineState.EXPIRED
    if answers.intent is not None and is_over:
        return OnlineState.FAILED
    # The member gave a card or an account, which Stripe has not accepted yet.
    if row.kind == OnlineKind.SETUP and answers.session and answers.session.status == "complete":
        return OnlineState.PROCESSING
    return ""


def _pass_to(row: OnlinePayment, state: str, answers: Said) -> None:
    """Move an attempt to a state without money."""
    if answers.intent is not None:
        row.intent_id = answers.intent.id
    if state == OnlineState.PROCESSING:
        row.state = state
        OnlinePayment.objects.filter(pk=row.pk).update(state=state)
    else:
        close(row, state, answers.intent.error if answers.intent else "")


def _store(row: OnlinePayment, means: shapes.Means) -> None:
    """Put the card or account in use, once."""
    if row.state != OnlineState.PAID:
        row.means = keep(row.member, means)
        row.state = OnlineState.PAID


def _take(row: OnlinePayment, intent: shapes.Intent, disputes: shapes.Disputes) -> None:
    """Record the money that came, and what went back since. An attempt that was given up and then paid counts.

    The caller saves the row.
    """
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
    # A refund made on Stripe's own pages counts as asked.
    row.refund_asked = max(row.refund_asked, charge.refunded)


def _record(row: OnlinePayment, intent: shapes.Intent, charge: shapes.Charge) -> None:
    """Record the payment in the member's account; the row gets it with the state PAID, and the caller saves the row."""
    # Clocks differ: no payment comes on a day to come.
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
    row: OnlinePayment, left: Decimal, charge: shapes.Charge, disputes: shapes.Disputes
) -> None:
    """Make the account hold what is left: some was refunded, or taken back by the member's bank, or came again.

    `left` is in euros. It is journaled and the member is told; the caller saves the row.
    """
    refunded, disputed = charge.refunded - row.refunded, disputes.gone - row.disputed
    row.refunded, row.disputed = charge.refunded, disputes.gone
    # A new dispute is for a person to look at again; a dispute that was won no longer is.
    if disputed > 0:
        row.disputed_at, row.dispute_seen_at = timezone.now(), None
    elif disputes.gone == 0:
        row.disputed_at = None
    money.hold(row, max(left, Decimal(0)), _why(refunded, disputed))
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
    """Why the payment is reversed: the words on the reversal."""
    if disputed > 0:
        return _("taken back by the member’s bank")
    return _("refunded on line") if refunded > 0 else _("given back by the bank")
