"""Errors of the directory, in words that tell an admin what to do."""

from typing import Any

import ldap
from django.utils.translation import gettext_lazy as _

from coin.core.errors import DomainError

SENTENCES: dict[type[Exception], Any] = {
    ldap.SERVER_DOWN: _("No directory answers at %(url)s: see that slapd runs, and COIN_LDAP_URL."),
    ldap.TIMEOUT: _("The directory at %(url)s takes more than %(timeout)s seconds to answer."),
    ldap.INVALID_CREDENTIALS: _("The directory refuses %(bind_dn)s: see COIN_LDAP_PASSWORD."),
    ldap.SIZELIMIT_EXCEEDED: _(
        "The directory shows only part of its entries to %(bind_dn)s: raise its size limit (limits dn.exact=…)."
    ),
    ldap.NO_SUCH_OBJECT: _(
        "The directory has no %(base)s with ou=people and ou=groups below it: make them once."
    ),
    ldap.INSUFFICIENT_ACCESS: _("The directory does not let %(bind_dn)s write below %(base)s."),
    ldap.INVALID_SYNTAX: _(
        "The directory does not know coin’s schema: load provisioning/ldap_schema/coin.ldif into it."
    ),
    ldap.CONFIDENTIALITY_REQUIRED: _(
        "The directory wants an encrypted connection: use ldaps:// in COIN_LDAP_URL."
    ),
}
OTHERWISE = _("The directory at %(url)s refuses: %(reason)s.")


class DirectoryError(DomainError):
    """The directory cannot be converged; nothing more is tried."""


def words_of(error: Exception) -> str:
    """What the directory itself says of an error; empty when it says nothing."""
    details = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    return ": ".join(str(details[name]) for name in ("desc", "info") if details.get(name))


def explain(error: Exception, settings: dict[str, Any]) -> DirectoryError:
    """The DirectoryError, not raised, with the sentence for an error of the LDAP library.

    `settings` is COIN_LDAP, whose address, base and login the sentence names.
    """
    template = next(
        (text for kind, text in SENTENCES.items() if isinstance(error, kind)), OTHERWISE
    )
    return DirectoryError(
        str(template) % {**settings, "reason": words_of(error) or type(error).__name__}
    )
