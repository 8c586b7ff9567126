"""Core's own periodic jobs. (`tasks.py` is the door that the tasks of every room go through.)"""

from datetime import timedelta

from coin.core.periodic import periodic


@periodic("core.mail", every=timedelta(minutes=1))
def look_at_mail() -> None:
    """Put back the mails that a dead worker left, and wake a worker when mail is due."""
    from coin.core import mail_sending

    mail_sending.wake_for_due()


@periodic("core.seal_journal", every=timedelta(minutes=1))
def seal_journal() -> None:
    """Seal the acts of workers and commands; each web request seals its own."""
    from coin.core import chain

    chain.seal()


@periodic("core.verify_journal", every=timedelta(days=1))
def verify_journal() -> None:
    """Seal and verify the whole chain once a day. Raises JournalBroken, whose message says where the chain breaks."""
    from coin.core import chain

    result = chain.verify_and_note()
    if result.first_break:
        raise chain.JournalBroken(result.first_break.words)


@periodic("core.forget_claims", every=timedelta(minutes=10))
def forget_claims() -> None:
    """Delete each “I am on it” whose line has left the board, or that is more than two weeks old."""
    from coin.core import claims

    claims.purge()
