"""What workers do of online payments; what they miss, the periodic job finds."""

from contextlib import suppress
from datetime import timedelta

from coin.core.periodic import periodic
from coin.core.tasks import task


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
