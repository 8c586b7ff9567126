"""Charges that were announced, made on their day: each asked of Stripe under its own key, looked for there first.

What died between the charge and its recording is found again by its key, so it is neither lost nor taken twice. A
charge that the bank declines is told to the member, and is not tried again.
"""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.billing.balance import online_holds
from coin.billing.balance.locks import lock_member
from coin.billing.enums import OnlineKind, OnlineState
from coin.billing.models import OnlinePayment, StoredMeans
from coin.billing.online import taking
from coin.billing.online.stripe import gateway, shapes
from coin.core.errors import DomainError
from coin.core.models import Association
from coin.core.money import cents

logger = logging.getLogger(__name__)


def charge_due() -> int:
    """Make the charges whose day has come; returns how many were looked at. Safe to run twice, and at once."""
    waiting = OnlinePayment.objects.filter(
        kind=OnlineKind.CHARGE,
        state=OnlineState.OPEN,
        charge_on__lte=timezone.localdate(),
    )
    pks = list(waiting.order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        try:
            charge(OnlinePayment.objects.select_related("member", "means").get(pk=pk))
        except DomainError as error:  # the next turn asks again
            logger.warning("online payment %s: %s", pk, error)
    return len(pks)


def charge(attempt: OnlinePayment) -> OnlinePayment:
    """Make one. Raises DomainError when Stripe does not answer: nobody knows then, and it is asked again later."""
    if attempt.state != OnlineState.OPEN or attempt.intent_id:
        return taking.refresh(attempt)
    means = attempt.means
    if means is None or not means.customer_id:
        taking.close(attempt, OnlineState.EXPIRED, _("the card or account was removed"))
        return attempt
    found = gateway.find_charge(customer_id=means.customer_id, key=str(attempt.key))
    if found is None:
        if why := _why_not(attempt, means):
            taking.close(attempt, OnlineState.EXPIRED, why)
            return attempt
        found = _ask(attempt, means)
    if found is None:
        return attempt
    OnlinePayment.objects.filter(pk=attempt.pk, intent_id="").update(intent_id=found.id)
    return taking.refresh(attempt)


def _ask(attempt: OnlinePayment, means: StoredMeans) -> shapes.Intent | None:
    """The payment that was made, or None when it was declined and the member told."""
    numbers = attempt.documents.order_by("pk").values_list("number", flat=True)
    words = f"{Association.current().name} {', '.join(str(number) for number in numbers)}"
    try:
        return gateway.charge(
            key=str(attempt.key),
            amount=attempt.amount,
            kind=means.kind,
            customer_id=means.customer_id,
            method_id=means.method_id,
            words=words[:200],
        )
    except (gateway.Declined, gateway.StripeRefused, gateway.UnknownToStripe) as error:
        taking.close(attempt, OnlineState.FAILED, str(error))
        return None


@transaction.atomic
def _why_not(attempt: OnlinePayment, means: StoredMeans) -> str:
    """Members were told an amount: what is no longer exactly due is not taken."""
    lock_member(attempt.member_id)
    state = OnlinePayment.objects.values_list("state", flat=True).get(pk=attempt.pk)
    if state != OnlineState.OPEN:
        return _("withdrawn")
    if not StoredMeans.objects.filter(pk=means.pk, is_on=True).exists():
        return _("the card or account was removed")
    pks = list(attempt.documents.values_list("pk", flat=True))
    rests = [cents(one.rest) for one in online_holds.unpaid(attempt.member).filter(pk__in=pks)]
    is_same = len(rests) == len(pks) and sum(rests) == attempt.amount
    return "" if is_same else _("no longer the amount due")
