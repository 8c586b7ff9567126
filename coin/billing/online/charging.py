"""Makes the announced charges on their day. Each has its own key, by which Stripe is searched before it is asked.

So a charge whose process died before it was recorded is found again, and is neither lost nor taken twice. A member is
told of a charge that their bank declines; it is not tried again.
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
    """Take the money of the announced charges whose day has come; returns how many were looked at.

    One for which Stripe gives no answer is logged, and the next run looks for it again. Safe to run twice, even at
    once.
    """
    waiting = OnlinePayment.objects.filter(
        kind=OnlineKind.CHARGE,
        state=OnlineState.OPEN,
        charge_on__lte=timezone.localdate(),
    )
    pks = list(waiting.order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        try:
            charge(OnlinePayment.objects.select_related("member", "means").get(pk=pk))
        except DomainError as error:  # the next run asks again
            logger.warning("online payment %s: %s", pk, error)
    return len(pks)


def charge(attempt: OnlinePayment) -> OnlinePayment:
    """Take the money of one announced charge, if it is still due; returns the attempt, as written.

    A charge that is no longer due is given up, one that the bank declines has failed and the member is told. Raises
    DomainError when Stripe does not answer. Nobody then knows whether Stripe made the charge: the next run looks for it
    first.
    """
    if attempt.state != OnlineState.OPEN or attempt.intent_id:
        return taking.refresh(attempt)
    means = attempt.means
    if means is None or not means.customer_id:
        taking.close(attempt, OnlineState.EXPIRED, _("the card or account was removed"))
        return attempt
    # Before any reason not to charge: money that Stripe has taken counts.
    intent = gateway.find_charge(customer_id=means.customer_id, key=str(attempt.key))
    if intent is None:
        if why := _why_not(attempt, means):
            taking.close(attempt, OnlineState.EXPIRED, why)
            return attempt
        intent = _ask(attempt, means)
    if intent is None:
        return attempt
    OnlinePayment.objects.filter(pk=attempt.pk, intent_id="").update(intent_id=intent.id)
    return taking.refresh(attempt)


def _ask(attempt: OnlinePayment, means: StoredMeans) -> shapes.Intent | None:
    """Ask Stripe for the charge; returns its payment, or None when the bank or Stripe refused: the attempt is then
    saved as FAILED, and the member told.

    Raises StripeUnreachable when there is no answer: the charge may have been made, and the attempt stays open.
    """
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
    """Why the charge is not to be made, in words; empty when it is. Locks the member, and writes nothing.

    Members were told an amount: what is no longer exactly due is not taken.
    """
    lock_member(attempt.member_id)
    state = OnlinePayment.objects.values_list("state", flat=True).get(pk=attempt.pk)
    if state != OnlineState.OPEN:
        return _("withdrawn")
    if not StoredMeans.objects.filter(pk=means.pk, is_on=True).exists():
        return _("the card or account was removed")
    pks = list(attempt.documents.values_list("pk", flat=True))
    rests = [
        cents(document.rest) for document in online_holds.unpaid(attempt.member).filter(pk__in=pks)
    ]
    is_same = len(rests) == len(pks) and sum(rests) == attempt.amount
    return "" if is_same else _("no longer the amount due")
