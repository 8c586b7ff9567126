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

# An entry that a search returned: its DN, and its attributes by name.
Found = tuple[str, dict[str, list[bytes]]]


def connect() -> SimpleLDAPObject:
    """A connection bound as coin. Raises ldap.LDAPError, and DirectoryError when no directory is configured."""
    configuration: dict[str, Any] = settings.COIN_LDAP
    if not configuration["url"]:
        raise DirectoryError(
            _("COIN_LDAP_URL is not set: coin does not know where the directory is.")
        )
    connection = ldap.initialize(configuration["url"])
    connection.set_option(ldap.OPT_NETWORK_TIMEOUT, configuration["timeout"])
    connection.set_option(ldap.OPT_TIMEOUT, configuration["timeout"])
    # libldap would follow a referral with an anonymous bind.
    connection.set_option(ldap.OPT_REFERRALS, 0)
    connection.simple_bind_s(configuration["bind_dn"], configuration["password"])
    return connection


def paged_search(
    connection: SimpleLDAPObject, base: str, filter_text: str, attributes: Sequence[str]
) -> Iterator[list[Found]]:
    """Every entry below `base` that matches `filter_text`, with these attributes alone, page by page.

    The next page is asked for before the current one is returned, so that the directory works while its caller does.
    """
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
        # Referrals to other servers come as entries without a DN.
        yield [entry for entry in page if entry[0]]
        if not control.cookie:
            return
