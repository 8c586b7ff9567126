"""Dump and load: SQLite by its own online backup, PostgreSQL by pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from coin.core.errors import DomainError

TIMEOUT_SECONDS = 3600


def dump(target: Path) -> None:
    """Write the whole database to `target`, consistent though coin goes on working.

    Raises DomainError when pg_dump is missing, fails, or takes more than an hour.
    """
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(target)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
    else:
        _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])


def load(source: Path) -> None:
    """Replace the database by the dump `source`, in one step: it is the old one or the new one, never a mixture.

    Raises DomainError when pg_restore is missing, fails, or takes more than an hour.
    """
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(source)) as copy:
            connection.ensure_connection()
            copy.backup(connection.connection)
    else:
        # pg_restore drops every table: our own connection must not hold a lock that it waits for.
        connection.close()
        options = [
            "--clean",
            "--if-exists",
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--exit-on-error",
        ]
        _run(["pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(source)])


def holds_something() -> bool:
    """Whether the database holds a user or a member already."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in ("members_user", "members_member"):
            if table in tables:
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 (names of ours)
                if cursor.fetchone():
                    return True
    return False


def _run(command: list[str]) -> None:
    program = _program(command[0])
    try:
        done = subprocess.run(
            [program, *command[1:]],
            env=_environment(connection.settings_dict),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DomainError(
            _("%(program)s did not end within %(seconds)d seconds.")
            % {"program": command[0], "seconds": TIMEOUT_SECONDS}
        ) from error
    if done.returncode != 0:
        raise DomainError(
            _("%(program)s failed: %(reason)s")
            % {"program": command[0], "reason": done.stderr.strip()[-500:]}
        )


def _program(name: str) -> str:
    """The newest of Debian's PostgreSQL client programs, else the one in PATH. Raises DomainError without any."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4])
    )
    program = str(debian[-1]) if debian else shutil.which(name)
    if not program:
        raise DomainError(
            _("%(program)s is not installed: apt install postgresql-client") % {"program": name}
        )
    return program


def _environment(database: dict[str, Any]) -> dict[str, str]:
    """The connection in libpq's variables, so that no password shows in the list of processes."""
    names = {
        "NAME": "PGDATABASE",
        "USER": "PGUSER",
        "PASSWORD": "PGPASSWORD",
        "HOST": "PGHOST",
        "PORT": "PGPORT",
    }
    variables = {
        variable: str(database[name]) for name, variable in names.items() if database.get(name)
    }
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", **variables}
