"""System checks: what the engine needs from the machine and from the settings.

`manage.py check` looks at the machine; `manage.py check --deploy` also asks the directory (coin must never wait for a
server when it starts).
"""

import shutil
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ldap
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.translation import gettext as _

from provisioning.directory.client import connect
from provisioning.directory.errors import DirectoryError, explain

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@register(Tags.compatibility)
def ansible_is_there(**_kwargs: Any) -> list[CheckMessage]:
    """coin.P001: the program ansible-playbook is missing; coin.P002: ssh is."""
    beside = shutil.which("ansible-playbook", path=str(Path(sys.executable).parent))
    messages: list[CheckMessage] = []
    if not beside and not shutil.which("ansible-playbook"):
        hint = _("Install the requirements again: script/setup.")
        messages.append(Error(_("ansible-playbook is not installed."), hint=hint, id="coin.P001"))
    if not shutil.which("ssh"):
        hint = "apt install openssh-client"
        messages.append(Error(_("ssh is not installed."), hint=hint, id="coin.P002"))
    return messages


@register(Tags.security)
def ssh_key_is_private(**_kwargs: Any) -> list[CheckMessage]:
    """coin.P003: COIN_SSH_KEY names no file; coin.P004: others may read that key, so ssh will refuse it."""
    if not settings.COIN_SSH_KEY:
        return []
    path = Path(settings.COIN_SSH_KEY)
    if not path.is_file():
        message = _("COIN_SSH_KEY names %(path)s, which is not a file.") % {"path": path}
        return [Error(message, hint=_("Make one with ssh-keygen -t ed25519."), id="coin.P003")]
    if path.stat().st_mode & 0o077:
        message = _("Others may read the SSH key %(path)s: ssh will refuse it.") % {"path": path}
        return [Error(message, hint=f"chmod 600 {path}", id="coin.P004")]
    return []


@register(Tags.security)
def directory_password_is_safe(**_kwargs: Any) -> list[CheckMessage]:
    """coin.P005: the directory's password would cross a network in clear (ldap:// to another machine)."""
    url = urlsplit(settings.COIN_LDAP["url"])
    if url.scheme == "ldap" and url.hostname not in LOOPBACK:
        message = _("The directory’s password goes in clear to %(host)s.") % {"host": url.hostname}
        return [Warning(message, hint=_("Use ldaps:// in COIN_LDAP_URL."), id="coin.P005")]
    return []


@register("provisioning", deploy=True)
def directory_answers(**_kwargs: Any) -> list[CheckMessage]:
    """coin.P006: the directory that is set does not answer, or refuses coin's login: coin connects and binds once."""
    if not settings.COIN_LDAP["url"]:
        return []
    try:
        connect().unbind_s()
    except DirectoryError as error:
        return [Error(str(error), id="coin.P006")]
    except ldap.LDAPError as error:
        return [Error(str(explain(error, settings.COIN_LDAP)), id="coin.P006")]
    return []
