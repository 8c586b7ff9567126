"""The nightly job of the accounts."""

from datetime import timedelta

from coin.core.periodic import periodic


@periodic("billing.accounts", every=timedelta(days=1))
def write_entries() -> None:
    """Enter in the accounts all that has no entry yet, and undo entries that no longer match (`services.post`)."""
    from coin.billing.accounts import services as accounts

    accounts.post()
