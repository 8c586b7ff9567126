"""Events of Stripe: kept once, answered at once, then handled by a job that reads the object itself at Stripe.

So an event may come late, twice, or in any order.
"""

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
TRIES = 60  # one every ten minutes: after half a day, a person must ask for the event again


def receive(body: bytes, signature: str) -> bool:
    """Keep an event that is signed; returns whether it is new and of a kind that coin follows.

    A worker handles it after the commit. `body` is the request's as it came, `signature` its header. Raises
    webhook.Forged when the signature is wrong or too old, or the body of another form.
    """
    message = webhook.read(body, signature)
    if message.type not in HANDLERS:
        return False
    with transaction.atomic():
        event, is_new = OnlineEvent.objects.get_or_create(
            event_id=message.id,
            defaults={
                "type": message.type,
                "object_id": message.object_id,
                "created_at": message.at,
            },
        )
        if is_new:
            wake(handle_event, event.pk)
    return is_new


@task
def handle_event(pk: int) -> None:
    """`handle`, run by a worker."""
    handle(OnlineEvent.objects.get(pk=pk))


def handle(event: OnlineEvent) -> bool:
    """Do what HANDLERS says of an event, and mark it as handled; returns whether it is done. Raises nothing.

    A failure is written on the event and tried again; the work board shows it. An event about an object that Stripe
    does not know is done.
    """
    if event.handled_at is not None:
        return True
    waiting = OnlineEvent.objects.filter(pk=event.pk, handled_at=None)
    try:
        HANDLERS[event.type](event.object_id)
    except gateway.UnknownToStripe as error:  # no later try would find it
        waiting.update(handled_at=timezone.now(), error=str(error)[:250])
        return True
    except Exception as error:
        # The words of another error may hold anything: the page shows its type alone, the log has the rest.
        has_words = isinstance(error, DomainError)
        words = str(error) if has_words else type(error).__name__
        waiting.update(tries=F("tries") + 1, error=words[:250])
        if not has_words:
            logger.exception("event %s of an online payment failed", event.event_id)
        return False
    waiting.update(handled_at=timezone.now(), error="")
    return True


def handle_waiting(*, everything: bool = False) -> int:
    """Handle the events that wait; returns how many are done. `everything`: those that failed too often as well."""
    waiting = OnlineEvent.objects.filter(handled_at=None).order_by("pk")
    rows = waiting if everything else waiting.filter(tries__lt=TRIES)
    return sum(handle(event) for event in rows)


def _session(pk: str) -> None:
    """Refresh the attempt of a visit to Stripe's page (`pk`: its identifier); nothing for one that is not of coin."""
    row = OnlinePayment.objects.filter(session_id=pk).first()
    if row is None:
        # Stripe may tell of a page before the process that opened it has written it: the key names the attempt.
        key = gateway.read_session(pk).key
        row = _by_key(key)
        if row is not None and not row.session_id:
            OnlinePayment.objects.filter(pk=row.pk, session_id="").update(session_id=pk)
    if row is not None:
        taking.refresh(row)


def _intent(pk: str) -> None:
    """Refresh the attempt of a payment, which the row may not know yet: the key names the attempt."""
    row = OnlinePayment.objects.filter(intent_id=pk).first() if pk else None
    if row is None and pk:
        row = _by_key(gateway.read_intent(pk).key)
        if row is not None:
            OnlinePayment.objects.filter(pk=row.pk, intent_id="").update(intent_id=pk)
    if row is not None:
        taking.refresh(row)


def _charge(pk: str) -> None:
    """Refresh the attempt of a charge of Stripe, found by the charge or by its payment; nothing without an attempt."""
    row = OnlinePayment.objects.filter(charge_id=pk).first() if pk else None
    if row is not None:
        taking.refresh(row)
    else:
        _intent(gateway.intent_of_charge(pk))


def _dispute(pk: str) -> None:
    _charge(gateway.charge_of_dispute(pk))


def _mandate(pk: str) -> None:
    """Stop using the account of this mandate, if Stripe says that the bank ended the mandate."""
    means = StoredMeans.objects.select_related("member").filter(mandate_id=pk, is_on=True).first()
    if means is not None and gateway.is_mandate_off(pk):
        keeping.switch_off(means)


def _payout(pk: str) -> None:
    record_payout(gateway.read_payout(pk))


def _by_key(key: str) -> OnlinePayment | None:
    """The attempt whose key an object of Stripe bears; None for an object that is not of coin."""
    from django.core.exceptions import ValidationError

    try:
        return OnlinePayment.objects.filter(key=key).first() if key else None
    except ValidationError:  # not a UUID: another program uses the same account at Stripe
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
