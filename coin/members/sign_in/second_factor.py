"""The second factor: the people who have one, and whether this session has shown it.

A session that has shown it holds the person's primary key, so that no page asks the database. The mark goes with the
session; the removal of the last factor ends the person's other sessions.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from coin.core.requests import SignedInRequest
from coin.members.models import User

SESSION_KEY = "second_factor"
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_compulsory() -> bool:
    """Whether people who hold a seat need a second factor to open the office (COIN_SECOND_FACTOR)."""
    return bool(settings.COIN_SECOND_FACTOR == "compulsory")


def factors(user: User) -> "QuerySet[Authenticator]":
    """The applications and passkeys of a person; recovery codes alone are no second factor."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).order_by("created_at")


def people_with_one() -> "QuerySet[User]":
    """The people who have a second factor: an application or a passkey, not recovery codes alone."""
    having = Authenticator.objects.filter(type__in=FACTORS).values("user")
    return User.objects.filter(pk__in=having)


def is_shown(request: SignedInRequest) -> bool:
    """Whether this session has shown a second factor of the person who is signed in."""
    return bool(request.session.get(SESSION_KEY) == request.user.pk)


def remember(session: Any, user: User) -> None:
    """Note in the session that it has shown a second factor of `user`."""
    session[SESSION_KEY] = user.pk


def forget(session: Any) -> None:
    """Take the note back: the session counts as one that has shown no second factor."""
    session.pop(SESSION_KEY, None)


def remember_use(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receive allauth's signal `authenticator_used`: from now on the session counts as one that has shown a factor."""
    remember(request.session, user)
