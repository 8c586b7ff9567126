"""TODO-DOC"""

from datetime import timedelta

from coin.core.periodic import periodic
from coin.core.tasks import task


@task
def run_billing(run_pk: int) -> None:
    """Take one waiting billing run to its end. One that somebody else took is left alone."""
    from coin.billing.runs import services as run

    run.execute(run_pk)


@periodic("billing.runs", every=timedelta(minutes=1))
def take_up_billing_runs() -> None:
    """Billing runs whose worker died go on."""
    from coin.billing.runs import services as run

    run.take_up()
