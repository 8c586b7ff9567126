"""Where people are signed in."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from coin.members.models import User


def sessions_of(user: User) -> list[UserSession]:
    """The sessions that are open, the newest first; those that ended meanwhile are forgotten."""
    found: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(found, key=lambda session: session.created_at, reverse=True)


def end_sessions(user: User, *, keep: str | None = None, only: int | None = None) -> int:
    """Sign a person out everywhere, except in the session whose key is `keep`; or in the one numbered `only`.

    Not journaled, no more than signing out is. Returns how many ended.
    """
    found = UserSession.objects.filter(user=user).exclude(session_key=keep or "")
    rows = list(found if only is None else found.filter(pk=only))
    for session in rows:
        session.end()
    return len(rows)


def forget_ended() -> int:
    """Throw away the sessions that ran out, and what was kept of the devices they were on."""
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
    gone = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return int(gone.delete()[0])
