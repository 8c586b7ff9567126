"""The periodic jobs of bank statements."""

from datetime import timedelta

from coin.core.periodic import periodic


@periodic("billing.bank_uploads", every=timedelta(hours=1))
def forget_bank_uploads() -> None:
    """Delete the statement files that somebody looked at and did not take in within a day."""
    from coin.billing.bank import services as bank

    bank.forget_uploads()


@periodic("billing.bank_certain", every=timedelta(minutes=10))
def finish_bank_imports() -> None:
    """Record the payments of the certain lines of large statements whose worker died on the way."""
    from coin.billing.bank import later as bank_later

    bank_later.finish()
