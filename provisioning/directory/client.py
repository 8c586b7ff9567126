"""One connection to the directory. Every call has a deadline."""

from collections.abc import Iterator, Sequence
from typing import Any

import ldap
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from ldap.controls import SimplePagedResultsControl
from ldap.ldapobject import SimpleLDAPObject

from provisioning.directory.errors import DirectoryError

PAGE = 1000

Found = tuple[str, dict[str, list[bytes]]]


def connect() -> SimpleLDAPObject:
    """Bound as coin. Raises ldap.LDAPError, and DirectoryError when no directory is configured."""
    wanted: dict[str, Any] = settings.COIN_LDAP
    if not wanted["url"]:
        raise DirectoryError(
            _("COIN_LDAP_URL is not set: coin does not know where the directory is.")
        )
    connection = ldap.initialize(wanted["url"])
    connection.set_option(ldap.OPT_NETWORK_TIMEOUT, wanted["timeout"])
    connection.set_option(ldap.OPT_TIMEOUT, wanted["timeout"])
    connection.set_option(ldap.OPT_REFERRALS, 0)
    connection.simple_bind_s(wanted["bind_dn"], wanted["password"])
    return connection


def paged_search(
    connection: SimpleLDAPObject, base: str, filter_text: str, attributes: Sequence[str]
) -> Iterator[list[Found]]:
    """Every entry below `base` that matches, page by page; the next is asked for before one is given."""
    control = SimplePagedResultsControl(True, size=PAGE, cookie="")

    def ask() -> int:
        number: int = connection.search_ext(
            base, ldap.SCOPE_SUBTREE, filter_text, list(attributes), serverctrls=[control]
        )
        return number

    number = ask()
    while True:
        _kind, page, _number, controls = connection.result3(
            number, timeout=settings.COIN_LDAP["timeout"]
        )
        answers = [c for c in controls if c.controlType == SimplePagedResultsControl.controlType]
        control.cookie = answers[0].cookie if answers else ""
        if control.cookie:
            number = ask()
        yield [found for found in page if found[0]]
        if not control.cookie:
            return
