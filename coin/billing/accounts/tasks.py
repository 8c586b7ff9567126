"""The nightly job of the accounts."""

from datetime import timedelta

from coin.core.periodic import periodic


@periodic("billing.accounts", every=timedelta(days=1))
def write_entries() -> None:
    """What happened since yesterday is entered in the accounts."""
    from coin.billing.accounts import services as accounts

    accounts.post()
