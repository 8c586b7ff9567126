"""Retired logins, kept as digests: nobody can read them, and nobody is given one again, which would bring them the
mail of the former holder."""

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from coin.members.models import OrganisationAccount, User
from coin.members.sign_in import logins

MARK = "~"  # no login starts so
SALT = "coin.members.retired_logins"


def retired(login: str) -> str:
    """The digest that replaces a login in its column: 31 characters, the same for the same login."""
    if login.startswith(MARK):
        return login
    return MARK + salted_hmac(SALT, login, algorithm="sha256").hexdigest()[: logins.MAX_LENGTH - 1]


def taken(wanted: list[str], stored: "Iterable[str | None]") -> list[str]:
    """Those of `wanted` whose digest is among `stored`."""
    digests = set(stored)
    return [login for login in wanted if retired(login) in digests]


@logins.HOLDERS.register
def _taken_here(wanted: list[str]) -> list[str]:
    digests = [retired(login) for login in wanted]
    users = User.objects.filter(login__in=digests).values_list("login", flat=True)
    people = OrganisationAccount.objects.filter(login__in=digests).values_list("login", flat=True)
    return taken(wanted, [*users, *people])
