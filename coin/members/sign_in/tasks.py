"""The job of sessions."""

from datetime import timedelta

from coin.core.periodic import periodic


@periodic("members.forget_ended_sessions", every=timedelta(days=1))
def forget_ended_sessions() -> None:
    """Delete sessions that ran out, and the rows about their devices."""
    from coin.members.sign_in import sessions

    sessions.forget_ended()
