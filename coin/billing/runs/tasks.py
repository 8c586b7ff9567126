"""Billing runs: the job that takes up what a dead worker left."""

from datetime import timedelta

from coin.core.periodic import periodic


@periodic("billing.runs", every=timedelta(minutes=1))
def take_up_billing_runs() -> None:
    """Billing runs whose worker died go on."""
    from coin.billing.runs import services as run

    run.take_up()
