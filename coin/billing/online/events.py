"""What Stripe tells: kept once, answered at once, handled by a job that reads the object itself. So it may come late,
twice, or in any order."""

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from coin.billing.models import OnlineEvent, OnlinePayment, StoredMeans
from coin.billing.online import keeping, taking
from coin.billing.online.payouts import record_payout
from coin.billing.online.stripe import gateway, webhook
from coin.core.errors import DomainError
from coin.core.tasks import task, wake

logger = logging.getLogger(__name__)
MOST_BYTES = 256 * 1024
TRIES = 60  # every ten minutes: half a day, then a person asks for it again


def receive(body: bytes, signature: str) -> bool:
    """Keep an event that is signed; returns whether it is new and of a kind that coin follows. Raises
    webhook.Forged."""
    told = webhook.read(body, signature)
    if told.type not in HANDLERS:
        return False
    with transaction.atomic():
        event, is_new = OnlineEvent.objects.get_or_create(
            event_id=told.id,
            defaults={"type": told.type, "object_id": told.object_id, "created_at": told.at},
        )
        if is_new:
            wake(handle_event, event.pk)
    return is_new


@task
def handle_event(pk: int) -> None:
    """An event that Stripe told."""
    handle(OnlineEvent.objects.get(pk=pk))


def handle(event: OnlineEvent) -> bool:
    """Do what follows of it; returns whether it is done. What fails is tried again, and shown on the work board."""
    if event.handled_at is not None:
        return True
    waiting = OnlineEvent.objects.filter(pk=event.pk, handled_at=None)
    try:
        HANDLERS[event.type](event.object_id)
    except gateway.UnknownToStripe as error:  # nothing to do, ever
        waiting.update(handled_at=timezone.now(), error=str(error)[:250])
        return True
    except Exception as error:
        is_told = isinstance(error, DomainError)
        words = str(error) if is_told else type(error).__name__
        waiting.update(tries=F("tries") + 1, error=words[:250])
        if not is_told:
            logger.exception("event %s of an online payment failed", event.event_id)
        return False
    waiting.update(handled_at=timezone.now(), error="")
    return True


def handle_waiting(*, everything: bool = False) -> int:
    """Handle what waits; returns how many are done. `everything`: those that failed too often as well."""
    waiting = OnlineEvent.objects.filter(handled_at=None).order_by("pk")
    rows = waiting if everything else waiting.filter(tries__lt=TRIES)
    return sum(handle(event) for event in rows)


def _session(pk: str) -> None:
    row = OnlinePayment.objects.filter(session_id=pk).first()
    if row is None:
        key = gateway.read_session(pk).key
        row = _by_key(key)
        if row is not None and not row.session_id:
            OnlinePayment.objects.filter(pk=row.pk, session_id="").update(session_id=pk)
    if row is not None:
        taking.refresh(row)


def _intent(pk: str) -> None:
    row = OnlinePayment.objects.filter(intent_id=pk).first() if pk else None
    if row is None and pk:
        row = _by_key(gateway.read_intent(pk).key)
        if row is not None:
            OnlinePayment.objects.filter(pk=row.pk, intent_id="").update(intent_id=pk)
    if row is not None:
        taking.refresh(row)


def _charge(pk: str) -> None:
    row = OnlinePayment.objects.filter(charge_id=pk).first() if pk else None
    if row is not None:
        taking.refresh(row)
    else:
        _intent(gateway.intent_of_charge(pk))


def _dispute(pk: str) -> None:
    _charge(gateway.charge_of_dispute(pk))


def _mandate(pk: str) -> None:
    means = StoredMeans.objects.select_related("member").filter(mandate_id=pk, is_on=True).first()
    if means is not None and gateway.is_mandate_off(pk):
        keeping.switch_off(means)


def _payout(pk: str) -> None:
    record_payout(gateway.read_payout(pk))


def _by_key(key: str) -> OnlinePayment | None:
    """The attempt that an object of Stripe names; None for what is not of coin."""
    from django.core.exceptions import ValidationError

    try:
        return OnlinePayment.objects.filter(key=key).first() if key else None
    except ValidationError:
        return None


HANDLERS: dict[str, Callable[[str], None]] = {
    "checkout.session.completed": _session,
    "checkout.session.async_payment_succeeded": _session,
    "checkout.session.async_payment_failed": _session,
    "checkout.session.expired": _session,
    "payment_intent.succeeded": _intent,
    "payment_intent.processing": _intent,
    "payment_intent.payment_failed": _intent,
    "charge.updated": _charge,
    "charge.refunded": _charge,
    "charge.dispute.created": _dispute,
    "charge.dispute.updated": _dispute,
    "charge.dispute.closed": _dispute,
    "charge.dispute.funds_withdrawn": _dispute,
    "charge.dispute.funds_reinstated": _dispute,
    "mandate.updated": _mandate,
    "payout.paid": _payout,
    "payout.failed": _payout,
}
