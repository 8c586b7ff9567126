"""The periodic job that takes up the billing runs of dead workers."""

from datetime import timedelta

from coin.core.periodic import periodic


@periodic("billing.runs", every=timedelta(minutes=1))
def take_up_billing_runs() -> None:
    """Let billing runs whose worker died go on."""
    from coin.billing.runs import services as run

    run.take_up()
