"""TODO-DOC"""

from datetime import timedelta

from coin.billing.runs.services import run_billing as run_billing  # noqa: PLC0414
from coin.core.periodic import periodic


@periodic("billing.runs", every=timedelta(minutes=1))
def take_up_billing_runs() -> None:
    """Billing runs whose worker died go on."""
    from coin.billing.runs import services as run

    run.take_up()
