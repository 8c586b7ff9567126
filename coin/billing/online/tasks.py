"""What workers do about online payments. The periodic job finds what they miss."""

from contextlib import suppress
from datetime import timedelta

from coin.core.periodic import periodic
from coin.core.tasks import task


@task
def forget_customer(customer_id: str) -> None:
    """Have Stripe forget a customer (its identifier there), whose time is over. Nothing when Stripe knows none."""
    from coin.billing.online.stripe import gateway

    if gateway.is_on():
        with suppress(gateway.UnknownToStripe):
            gateway.delete_customer(customer_id)


@periodic("billing.online", every=timedelta(minutes=10))
def resolve_online() -> None:
    """Ask Stripe about what was left open, make the charges whose day has come, send refunds (`resolving.resolve`)."""
    from coin.billing.online import resolving

    resolving.resolve()
