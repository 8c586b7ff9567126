"""`manage.py check` answers “why does it not work”: each message has an id and says what to do.

The database is asked only by `manage.py check --database default` (and by migrate), as Django does.
"""

import ctypes
import ctypes.util
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig, apps
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from coin import environment
from coin.core.database import explain, place
from coin.core.guards import guarded_tables
from coin.core.models.base import AppendOnly

Apps = Sequence[AppConfig] | None


@checks.register
def state_directory(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """coin.E001: the folder for secrets, files and the SQLite database is missing or cannot be written."""
    folder: Path = settings.STATE_DIR
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return []
    hint = _(
        "Make it and give it to the user that runs coin, or set COIN_STATE_DIR to another folder."
    )
    text = _("The state folder %(folder)s cannot be written.") % {"folder": folder}
    return [checks.Error(text, hint=hint, id="coin.E001")]


@checks.register(checks.Tags.database)
def database(
    app_configs: Apps, databases: Sequence[str] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """coin.E002: a database cannot be read; coin.E003: migrations wait; coin.E007: an append-only table has no guard.

    Asks the databases named in `databases` (None: none of them); finds nothing while `manage.py migrate` runs.
    """
    problems: list[checks.CheckMessage] = []
    if sys.argv[1:2] == ["migrate"]:
        return problems  # migrate runs these checks first, and they would ask for the migrations it is to apply
    for alias in databases or []:
        try:
            # Guards are looked for once no migration waits, since migrations put them in place.
            problems += _migrations(alias) or _guards(alias)
        except DatabaseError as error:
            text = explain(error) or str(error).strip()
            hint = _("DATABASE_URL says where it is (see docs/settings.md).")
            problems.append(checks.Error(text, hint=hint, id="coin.E002"))
    return problems


@checks.register
def directory(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """coin.E004: an LDAP directory is named, but not its base or how to sign in there (ldapi:// needs no login)."""
    ldap = settings.COIN_LDAP
    names = {
        "base": "COIN_LDAP_BASE",
        "bind_dn": "COIN_LDAP_BIND_DN",
        "password": "COIN_LDAP_PASSWORD",
    }
    missing = [name for key, name in names.items() if not ldap[key]]
    # Over ldapi:// the directory knows its caller by the socket: it asks for neither a name nor a password.
    if not ldap["url"] or not missing or (ldap["url"].startswith("ldapi://") and ldap["base"]):
        return []
    text = _("COIN_LDAP_URL is set, but not %(names)s.") % {"names": ", ".join(missing)}
    hint = _("Set them, or leave COIN_LDAP_URL out when no directory is to be kept.")
    return [checks.Error(text, hint=hint, id="coin.E004")]


@checks.register
def ssh_key(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """coin.E005: the SSH key of the servers cannot be read; coin.E006: others may read it, so ssh refuses it."""
    if not settings.COIN_SSH_KEY:
        return []
    key = Path(settings.COIN_SSH_KEY)
    if not key.is_file() or not os.access(key, os.R_OK):
        text = _("COIN_SSH_KEY names %(key)s, which cannot be read.") % {"key": key}
        hint = _("Make one with ssh-keygen -t ed25519, owned by the user that runs coin.")
        return [checks.Error(text, hint=hint, id="coin.E005")]
    if stat.S_IMODE(key.stat().st_mode) & 0o077:
        text = _("Others may read the SSH key %(key)s, so ssh refuses it.") % {"key": key}
        return [checks.Error(text, hint=f"chmod 600 {key}", id="coin.E006")]
    return []


@checks.register
def pdf_library(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """coin.W001: without harfbuzz-subset, each PDF holds whole fonts, which are hundreds of kilobytes."""
    if _loads("libharfbuzz-subset.so.0") or ctypes.util.find_library("harfbuzz-subset"):
        return []
    text = _("The library harfbuzz-subset is missing: PDFs will be slow to make and large.")
    return [checks.Warning(text, hint="apt install libharfbuzz-subset0", id="coin.W001")]


@checks.register(checks.Tags.staticfiles)
def assets(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """coin.W002: the browser assets are not built, so pages have no style."""
    folder = settings.BASE_DIR / "var" / "assets"
    if folder.is_dir() and any(folder.iterdir()):
        return []
    text = _("The browser assets are not built: pages will have no style.")
    hint = _("Run script/setup; it fetches them with npm and puts them in %(folder)s.") % {
        "folder": folder
    }
    return [checks.Warning(text, hint=hint, id="coin.W002")]


@checks.register(deploy=True)
def mail(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """coin.W003: mail is printed on the console instead of sent, outside debug mode. For `check --deploy` alone."""
    if settings.DEBUG or not settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return []
    text = _("E-mail is written on the console: nobody receives it.")
    hint = _("Set COIN_EMAIL_URL, for example smtp://localhost:25, and COIN_EMAIL_FROM.")
    return [checks.Warning(text, hint=hint, id="coin.W003")]


@checks.register(checks.Tags.security)
def address(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """coin.W004: COIN_URL and the session's cookie disagree about https; coin.W005: COIN_URL names a host refused.

    W005 is not looked for in debug mode.
    """
    url = urlsplit(settings.COIN_URL)
    problems: list[checks.CheckMessage] = []
    if (url.scheme == "https") != settings.SESSION_COOKIE_SECURE:
        text = _("COIN_URL is %(url)s, which does not go with COIN_HTTPS.") % {
            "url": settings.COIN_URL
        }
        hint = _("Set COIN_HTTPS=true when COIN_URL starts with https://, and only then.")
        problems.append(checks.Warning(text, hint=hint, id="coin.W004"))
    if not settings.DEBUG and not _is_served(url.hostname or ""):
        text = _("COIN_URL names %(host)s, which is not among COIN_HOSTS.") % {"host": url.hostname}
        hint = _("Add it to COIN_HOSTS: requests for any other name are refused.")
        problems.append(checks.Warning(text, hint=hint, id="coin.W005"))
    return problems


@checks.register
def setting_names(app_configs: Apps, **kwargs: Any) -> list[checks.CheckMessage]:
    """coin.W006: an environment variable looks like a setting of coin, and is none."""
    text = _("%(name)s is not a setting of coin: it changes nothing.")
    hint = _("docs/settings.md lists every setting.")
    unknown = environment.unknown_names(list(os.environ))
    return [checks.Warning(text % {"name": name}, hint=hint, id="coin.W006") for name in unknown]


def _migrations(alias: str) -> list[checks.CheckMessage]:
    executor = MigrationExecutor(connections[alias])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not waiting:
        return []
    text = _("%(count)s migrations are not applied to %(place)s.") % {
        "count": len(waiting),
        "place": place(),
    }
    return [checks.Error(text, hint=_("Run manage.py migrate."), id="coin.E003")]


def _guards(alias: str) -> list[checks.CheckMessage]:
    """coin.E007 for each append-only table whose guard the database does not hold."""
    append_only = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, AppendOnly) and not model._meta.abstract
    }
    text = _("The database does not keep the rows of %(table)s from being changed.")
    hint = _(
        "A migration made the table anew: repeat its guard in another one (coin/core/guards.py says how)."
    )
    missing = sorted(append_only - guarded_tables(connections[alias]))
    return [checks.Error(text % {"table": table}, hint=hint, id="coin.E007") for table in missing]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _is_served(host: str) -> bool:
    """Whether ALLOWED_HOSTS accepts `host`: a star, its name, IPv6 in brackets, or `.example.org` for subdomains."""
    return any(
        allowed in {"*", host, f"[{host}]"}
        or (allowed.startswith(".") and f".{host}".endswith(allowed))
        for allowed in settings.ALLOWED_HOSTS
    )
