"""What workers do of online payments; what they miss, the periodic job finds."""

from contextlib import suppress
from datetime import timedelta

from coin.core.periodic import periodic
from coin.core.tasks import task


@task
def handle_event(pk: int) -> None:
    """An event that Stripe told."""
    from coin.billing.models import OnlineEvent
    from coin.billing.online import events

    events.handle(OnlineEvent.objects.get(pk=pk))


@task
def make_refund(pk: int) -> None:
    """A refund that the office asked for. Stripe may not answer: the periodic job asks again."""
    from coin.billing.models import OnlinePayment
    from coin.billing.online import refunding
    from coin.billing.online.stripe.gateway import StripeUnreachable

    with suppress(StripeUnreachable):
        refunding.refund(OnlinePayment.objects.get(pk=pk))


@task
def forget_means(pk: int) -> None:
    """Have Stripe forget a card or an account that is in use no more."""
    from coin.billing.models import StoredMeans
    from coin.billing.online import keeping
    from coin.billing.online.stripe import gateway

    means = StoredMeans.objects.filter(pk=pk).first()
    if means is None or not gateway.is_on():
        return
    with suppress(gateway.StripeUnreachable):
        keeping.forget(means)


@task
def forget_customer(customer_id: str) -> None:
    """Have Stripe forget somebody whose time to be kept is over."""
    from coin.billing.online.stripe import gateway

    if gateway.is_on():
        with suppress(gateway.UnknownToStripe):
            gateway.delete_customer(customer_id)


@periodic("billing.online", every=timedelta(minutes=10))
def resolve_online() -> None:
    """What is not over is asked of Stripe; charges whose day has come are made."""
    from coin.billing.online import resolving

    resolving.resolve()
