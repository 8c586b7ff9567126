"""Money sent back from the office: a row asks for it, a job sends it, once."""

from contextlib import suppress
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from coin.billing import actions
from coin.billing.balance.locks import lock_member
from coin.billing.enums import OnlineState
from coin.billing.models import OnlinePayment
from coin.billing.online import taking
from coin.billing.online.stripe import gateway
from coin.billing.online.stripe.shapes import in_cents
from coin.core import audit
from coin.core.errors import DomainError, InvalidInput
from coin.core.money import cents, euros
from coin.core.tasks import task, wake
from coin.members.models import User


def refundable(attempt: OnlinePayment) -> Decimal:
    """How many euros of an attempt may still be sent back: zero unless it brought money.

    What was refunded, is asked to be, or was taken back by the member's bank is deducted.
    """
    if attempt.state != OnlineState.PAID or attempt.payment_id is None:
        return Decimal(0)
    return attempt.amount - max(attempt.refunded, attempt.refund_asked) - attempt.disputed


@transaction.atomic
def ask_refund(attempt: OnlinePayment, *, amount: str, actor: User | None) -> None:
    """Ask for this amount to be sent back to the card or account it came from; a worker sends it.

    `amount` is in euros, as text (`12.00`): the arguments of an act of two are stored as JSON. Raises InvalidInput on
    `amount` unless it is above zero and at most `refundable`, DomainError when another refund is under way.
    """
    lock_member(attempt.member_id)
    attempt.refresh_from_db()
    wanted, most = cents(Decimal(amount)), refundable(attempt)
    if attempt.refund_asked > attempt.refunded:
        raise DomainError(_("Another refund of it is under way."))
    if not 0 < wanted <= most:
        words = _("At most %(most)s may be sent back.") % {"most": euros(most)}
        raise InvalidInput(words, field="amount")
    # The total of all refunds, not this one's amount: the total makes the key at Stripe, so no sum is sent twice.
    asked = attempt.refunded + wanted
    OnlinePayment.objects.filter(pk=attempt.pk).update(refund_asked=asked, error="")
    audit.record(
        actions.ONLINE_REFUND_ASKED,
        attempt,
        actor=actor,
        changes={"refund_asked": (attempt.refunded, asked)},
        member_number=attempt.member.number,
    )
    wake(make_refund, attempt.pk)


@task
def make_refund(pk: int) -> None:
    """`refund`, run by a worker. When Stripe does not answer, the periodic job asks again."""
    with suppress(gateway.StripeUnreachable):
        refund(OnlinePayment.objects.get(pk=pk))


def refund(attempt: OnlinePayment) -> OnlinePayment:
    """Have Stripe send back what was asked and is not sent yet; returns the attempt, as written.

    A refund that Stripe refuses is no longer asked for, and waits on the work board. Raises DomainError when Stripe
    does not answer.
    """
    # Read first: Stripe may have made a refund whose answer was lost.
    row = taking.refresh(attempt)
    if row.refund_asked <= row.refunded:
        return row
    try:
        gateway.refund(
            key=f"{row.key}:{in_cents(row.refund_asked)}",
            intent_id=row.intent_id,
            amount=row.refund_asked - row.refunded,
        )
    except (gateway.Declined, gateway.StripeRefused, gateway.UnknownToStripe) as error:
        _refused(row, str(error))
        return row
    return taking.refresh(row)


def to_refund() -> list[OnlinePayment]:
    """Paid attempts of which a refund was asked that is not made yet, the oldest first."""
    rows = OnlinePayment.objects.filter(refund_asked__gt=F("refunded"), state=OnlineState.PAID)
    return list(rows.select_related("member").order_by("pk"))


@transaction.atomic
def see_dispute(attempt: OnlinePayment, *, actor: User | None) -> None:
    """Record that a person dealt with a dispute or a refused refund: it leaves the board.

    Raises DomainError when somebody dealt with it already.
    """
    from django.utils import timezone

    rows = OnlinePayment.objects.filter(pk=attempt.pk, dispute_seen_at=None)
    if not rows.update(dispute_seen_at=timezone.now()):
        raise DomainError(_("Somebody dealt with it already."))
    audit.record(
        actions.ONLINE_DISPUTE_SEEN, attempt, actor=actor, member_number=attempt.member.number
    )


@transaction.atomic
def _refused(row: OnlinePayment, why: str) -> None:
    """Record that Stripe refused a refund: it is no longer asked for, and a person is to look at it."""
    words = _("The refund did not go through: %(why)s") % {"why": why}
    OnlinePayment.objects.filter(pk=row.pk).update(
        refund_asked=F("refunded"), error=words[:250], dispute_seen_at=None
    )
    row.refund_asked, row.error = row.refunded, words[:250]
    audit.record(
        actions.ONLINE_REFUND_REFUSED,
        row,
        actor=None,
        member_number=row.member.number,
        note=words,
    )
