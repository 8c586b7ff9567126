"""What comes back by itself."""

from datetime import timedelta

from coin.core.periodic import periodic


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
