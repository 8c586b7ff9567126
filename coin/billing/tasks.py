"""What comes back by itself."""

from datetime import timedelta

from coin.billing import online_jobs  # noqa: F401 (its jobs)
from coin.core.periodic import periodic
from coin.core.tasks import task


@task
def run_billing(run_pk: int) -> None:
    """Take one waiting billing run to its end. One that somebody else took is left alone."""
    from coin.billing.services import run

    run.execute(run_pk)


@periodic("billing.runs", every=timedelta(minutes=1))
def take_up_billing_runs() -> None:
    """Billing runs whose worker died go on."""
    from coin.billing.services import run

    run.take_up()


@periodic("billing.accounts", every=timedelta(days=1))
def write_entries() -> None:
    """What happened since yesterday is entered in the accounts."""
    from coin.billing.services import accounts

    accounts.post()


@periodic("billing.bank_uploads", every=timedelta(hours=1))
def forget_bank_uploads() -> None:
    """Statements that somebody looked at and did not take in."""
    from coin.billing.services import bank

    bank.forget_uploads()


@periodic("billing.bank_certain", every=timedelta(minutes=10))
def finish_bank_imports() -> None:
    """Certain lines of a large statement whose worker died on the way."""
    from coin.billing.services import bank_later

    bank_later.finish()
