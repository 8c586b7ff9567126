"""Sessions: the devices where people are signed in."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from coin.members.models import User


def sessions_of(user: User) -> list[UserSession]:
    """A person's open sessions, the newest first; rows of sessions that ended meanwhile are deleted."""
    sessions: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(sessions, key=lambda session: session.created_at, reverse=True)


def end_sessions(user: User, *, keep: str | None = None, only: int | None = None) -> int:
    """Sign a person out everywhere, except in the session whose key is `keep`; or only in the session numbered `only`.

    `only` is the primary key of a UserSession of the person. It is not journaled, as signing out is not. Returns the
    number of sessions that ended.
    """
    sessions = UserSession.objects.filter(user=user).exclude(session_key=keep or "")
    rows = list(sessions if only is None else sessions.filter(pk=only))
    for session in rows:
        session.end()
    return len(rows)


def forget_ended() -> int:
    """Delete the sessions that ran out, and the rows about their devices. Returns the number of these rows."""
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
    orphans = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return int(orphans.delete()[0])
