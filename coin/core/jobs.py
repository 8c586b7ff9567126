"""What workers and `periodic` do for the house itself. (`tasks.py` is the door that every room's tasks go through.)"""

from datetime import timedelta

from coin.core.periodic import periodic


@periodic("core.mail", every=timedelta(minutes=1))
def look_at_mail() -> None:
    """A worker is woken for what is to be tried again, and for what a dead one left."""
    from coin.core import mail_sending

    mail_sending.wake_for_due()


@periodic("core.seal_journal", every=timedelta(minutes=1))
def seal_journal() -> None:
    """What workers and commands did is sealed too; a web request seals its own."""
    from coin.core import chain

    chain.seal()


@periodic("core.verify_journal", every=timedelta(days=1))
def verify_journal() -> None:
    """Once a day the whole chain is verified; a break fails the job, which keeps where it is."""
    from coin.core import chain

    result = chain.verify_and_note()
    if result.first_break:
        raise chain.JournalBroken(result.first_break.words)


@periodic("core.forget_claims", every=timedelta(minutes=10))
def forget_claims() -> None:
    """“I am on it” goes with the line it stood on."""
    from coin.core import claims

    claims.purge()
