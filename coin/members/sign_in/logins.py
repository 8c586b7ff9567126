"""Logins: names of accounts that every server takes (POSIX), each given once.

A room above that gives logins of its own registers a function here, so that a suggestion is free everywhere.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import count, islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coin.core import counters
from coin.core.errors import InvalidInput
from coin.core.folding import normalise
from coin.core.hooks import Hook
from coin.members.models import OrganisationAccount, User
from coin.members.models.user import LOGIN

MAX_LENGTH = 31  # of User.login and Service.login; utmp holds 32 bytes
FALLBACK = "member"
CLAIMS = "members.logins"
# Mailboxes that belong to the association or to its servers (RFC 2142), and accounts that systems bring.
_RESERVED_WORDS = """
    abuse adm admin administrateur administrator all anonymous apache asso association backup billing bin
    bounce bounces bureau coin collegiale compta contact daemon dev dhcp dmarc dns everyone facturation ftp
    games git gnats guest help hostmaster http imap info invoice irc jabber ldap list localhost lp mail
    mailer-daemon mailman man marketing master members membres moderator mysql netadmin network news
    no-reply nobody noc noreply operator pop postfix postgres postmaster proxy root sales security server
    smtp ssh sshd ssl ssladmin staff sudo superuser support sync sys sysadmin system systemd test tresorerie
    unknown usenet user uucp webmail webmaster wheel www www-data xmpp
"""
RESERVED = frozenset(_RESERVED_WORDS.split())

# `taken(logins)` returns those of `logins` that are already in use.
HOLDERS = Hook[[list[str]], Iterable[str]](
    lambda logins: User.objects.filter(login__in=logins).values_list("login", flat=True),
    lambda logins: OrganisationAccount.objects.filter(login__in=logins).values_list(
        "login", flat=True
    ),
)


def suggest_login(name: str, *, suffix: str = "") -> str:
    """A free login made of a person's name: `camille-martin`, then `camille-martin2`. `suffix` follows a hyphen.

    The login is free at the moment of the answer; the unique column has the last word.
    """
    candidates = _candidates(_spelled(name), f"-{_spelled(suffix)}" if suffix else "")
    # 8 candidates, then 16, 32...: a common name is settled in a few queries.
    for size in count(start=3):
        batch = list(islice(candidates, 2**size))
        taken = RESERVED.union(_taken(batch))
        for login in batch:
            if login not in taken:
                return login
    raise AssertionError("count() has no end")


def claim(login: str) -> str:
    """A login that somebody typed, as it is stored. Call it in the transaction that gives the login.

    Two people who want the same login wait for each other. Raises InvalidInput(field="login") for a login that not
    every server takes, or that is kept for the association or taken; for the last two, a free login is suggested.
    """
    wanted = login.strip().lower()
    try:
        LOGIN(wanted)
    except ValidationError as error:
        raise InvalidInput(error.messages[0], field="login") from error
    # No number is needed: the counter's row is the lock that claims share, until the end of the transaction.
    counters.next_number(CLAIMS)
    if wanted in RESERVED:
        sentence = _("The login %(login)s is kept for the association: %(free)s is free.")
    elif _taken([wanted]):
        sentence = _("The login %(login)s is taken: %(free)s is free.")
    else:
        return wanted
    raise InvalidInput(sentence % {"login": wanted, "free": suggest_login(wanted)}, field="login")


def _taken(logins: list[str]) -> set[str]:
    return set().union(*HOLDERS.all(logins))


def _spelled(name: str) -> str:
    spelled = re.sub(r"[^a-z0-9]+", "-", normalise(name)).strip("-")
    return spelled.lstrip("0123456789-")


def _candidates(name: str, suffix: str) -> Iterator[str]:
    base = name if len(name + suffix) > 1 and name else FALLBACK
    for number in count(start=1):
        ending = suffix + (str(number) if number > 1 else "")
        yield base[: MAX_LENGTH - len(ending)].rstrip("-") + ending
