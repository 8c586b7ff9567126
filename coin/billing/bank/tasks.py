"""The periodic jobs of bank statements."""

from datetime import timedelta

from coin.core.periodic import periodic


@periodic("billing.bank_uploads", every=timedelta(hours=1))
def forget_bank_uploads() -> None:
    """Forget the statements that somebody looked at and did not take in."""
    from coin.billing.bank import services as bank

    bank.forget_uploads()


@periodic("billing.bank_certain", every=timedelta(minutes=10))
def finish_bank_imports() -> None:
    """Record the certain lines of a large statement whose worker died on the way."""
    from coin.billing.bank import later as bank_later

    bank_later.finish()
