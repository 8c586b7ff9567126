"""A login that nobody bears any more, kept as a digest: nobody is given it again (mail would follow it), and nobody
reads it either."""

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from coin.members.models import OrganisationAccount, User
from coin.members.sign_in import logins

MARK = "~"  # no login starts so
SALT = "coin.members.retired_logins"


def retired(login: str) -> str:
    """What stands in the column instead of the login: always the same, 31 characters."""
    if login.startswith(MARK):
        return login
    return MARK + salted_hmac(SALT, login, algorithm="sha256").hexdigest()[: logins.MAX_LENGTH - 1]


def taken(wanted: list[str], stored: "Iterable[str | None]") -> list[str]:
    """Those of `wanted` whose digest is among `stored`."""
    held = set(stored)
    return [login for login in wanted if retired(login) in held]


@logins.HOLDERS.register
def _taken_here(wanted: list[str]) -> list[str]:
    digests = [retired(login) for login in wanted]
    users = User.objects.filter(login__in=digests).values_list("login", flat=True)
    people = OrganisationAccount.objects.filter(login__in=digests).values_list("login", flat=True)
    return taken(wanted, [*users, *people])
