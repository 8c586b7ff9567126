"""Asks Stripe again about what was left open.

That is: pages from which nobody came back, charges on their way, fees not known yet, refunds that were asked, cards and
accounts to forget, events that failed.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from coin.billing.enums import OnlineKind, OnlineState
from coin.billing.models import OnlinePayment
from coin.billing.online import charging, events, keeping, refunding, taking
from coin.billing.online.stripe import gateway
from coin.core.errors import DomainError

logger = logging.getLogger(__name__)
LEFT = timedelta(minutes=30)  # without news of a page, before Stripe is asked
FEES = timedelta(days=7)  # the fee that Stripe keeps is known within a few days at most


def resolve() -> None:
    """Do again, with Stripe, what was left open. Safe to run twice; a failure is logged and does not stop the rest.

    In order: events that wait are handled, attempts of `left_open` are read anew, announced charges whose day has come
    are made, refunds that were asked are sent, cards and accounts no longer in use are forgotten at Stripe. Does
    nothing while the association takes no payments through Stripe.
    """
    if not gateway.is_on():
        return
    events.handle_waiting()
    _each(left_open(), _look)
    charging.charge_due()
    _each(refunding.to_refund(), refunding.refund)
    _each(keeping.to_forget(), keeping.forget)


def left_open() -> "QuerySet[OnlinePayment]":
    """Attempts to ask Stripe about: on their way, begun over 30 minutes ago, or paid within a week without a known fee.

    Announced charges are not among those begun.
    """
    now = timezone.now()
    quiet = Q(state=OnlineState.OPEN, created_at__lt=now - LEFT) & ~Q(kind=OnlineKind.CHARGE)
    moving = Q(state=OnlineState.PROCESSING)
    no_fee = Q(state=OnlineState.PAID, fee=0, payment__isnull=False)
    recent = Q(paid_on__gt=timezone.localdate() - FEES)
    rows = OnlinePayment.objects.filter(quiet | moving | (no_fee & recent))
    return rows.select_related("member").order_by("pk")


def _look(attempt: OnlinePayment) -> None:
    """Ask Stripe what became of an attempt, and write it; one that never had a page is given up."""
    if attempt.session_id or attempt.intent_id:
        taking.refresh(attempt)
    else:  # its page was shown to nobody
        taking.close(attempt, OnlineState.EXPIRED)


def _each(rows: Iterable[Any], do: Callable[[Any], object]) -> None:
    """Do this for each row. A row that fails is logged, and the next run tries again."""
    for row in rows:
        try:
            do(row)
        except DomainError as error:
            logger.warning("online payments: %s %s: %s", type(row).__name__, row.pk, error)
