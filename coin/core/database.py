"""Errors of the database, explained in words that an admin can act on."""

import re

from django.db import connection
from django.db.utils import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The first pattern that fits gives the sentence, so the narrow patterns stand before the broad ones.
CAUSES: "list[tuple[str, Promise]]" = [
    (
        r"unable to open database file|readonly database|read-only database",
        gettext_lazy(
            "The database file %(place)s cannot be written: check the folder and who owns it."
        ),
    ),
    (
        r"file is not a database",
        gettext_lazy("%(place)s is not a database of coin: check DATABASE_URL."),
    ),
    (
        r"database is locked",
        gettext_lazy(
            "The database file %(place)s is busy for too long: another command may still be running."
        ),
    ),
    (
        r"no such table|relation .* does not exist|no such column|column .* does not exist",
        gettext_lazy("The database %(place)s lacks tables: run manage.py migrate."),
    ),
    (
        r"password authentication failed|no password supplied|role .* does not exist|authentication failed",
        gettext_lazy("PostgreSQL at %(place)s refuses this user or password: check DATABASE_URL."),
    ),
    (
        r"database .* does not exist",
        gettext_lazy("PostgreSQL has no database %(place)s: create it, or check DATABASE_URL."),
    ),
    (
        r"resolve|translate host name|Name or service not known|No address associated",
        gettext_lazy("The host of %(place)s is not known: check DATABASE_URL."),
    ),
    (
        r"refused|timeout|timed out|unreachable|No such file or directory|server closed the connection",
        gettext_lazy("PostgreSQL does not answer at %(place)s: start it, or check DATABASE_URL."),
    ),
]


def explain(error: DatabaseError) -> str:
    """One sentence that says what is wrong and what to do; empty when the error has none of these causes."""
    message = str(error)
    for pattern, sentence in CAUSES:
        if re.search(pattern, message, re.IGNORECASE):
            return str(sentence) % {"place": place()}
    return ""


def place() -> str:
    """Where the database is, without its password: the file of SQLite, or `host:port/name`."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(settings["NAME"])
    port = f":{settings['PORT']}" if settings.get("PORT") else ""
    host = settings.get("HOST") or _("this machine")
    return f"{host}{port}/{settings['NAME']}"
