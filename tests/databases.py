"""Databases beside the suite's own, on the same server, for tests that start coin in other processes."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests import snapshot


@pytest.fixture
def database_url(tmp_path: Path, migrated: str) -> str:
    """A database beside the suite's own, on the same server: a copy of the migrated one."""
    return copy_of(migrated, tmp_path)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database, made by the first process of the run that needs it: its file, or its name on the server."""
    # script/mutations and snapshot.make have migrated one already.
    if snapshot_made_before := os.environ.get(snapshot.VARIABLE):
        return snapshot_made_before
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    place, ready = shared / "migrated.sqlite3", shared / "migrated.ready"
    # PostgreSQL cuts names at 63 bytes: a longer label would not be the name of its database.
    label = f"backup_template_{os.environ.get('PYTEST_XDIST_TESTRUNUID', str(os.getpid()))}"[:63]
    is_sqlite = connection.vendor == "sqlite"
    with locked(shared / "migrated.lock"):
        if not ready.exists():
            if not is_sqlite:
                create_database(label)
            url = f"sqlite:///{place}" if is_sqlite else address_of(label)
            snapshot.migrate(url, shared / "migrated-state")
            ready.touch()
    return str(place) if is_sqlite else label


def copy_of(source: str, folder: Path) -> str:
    """Copy a database; returns the DATABASE_URL of the copy.

    `source` is a file on SQLite, copied into `folder`; on PostgreSQL, the name of a database without any connection,
    since PostgreSQL copies no other.
    """
    if connection.vendor == "sqlite":
        copy = folder / "backup.sqlite3"
        shutil.copyfile(source, copy)
        return f"sqlite:///{copy}"
    label = f"backup_{os.getpid()}_{abs(hash(folder.name)) % 10_000_000}"
    create_database(label, template=source)
    return address_of(label)


def source_of(url: str) -> str:
    """The `source` that `copy_of` takes for the database at this address: its file or its name."""
    if connection.vendor == "sqlite":
        return url.removeprefix("sqlite:///")
    return url.rpartition("/")[2]


def rows_of(url: str, sql: str) -> list[Any]:
    """The first column of the rows that `sql` selects at this address, read without Django."""
    if connection.vendor == "sqlite":
        import sqlite3

        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            return [row[0] for row in database.execute(sql)]
    import psycopg

    with psycopg.connect(url) as server:
        return [row[0] for row in server.execute(sql)]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time run the block; the system frees the lock of a process that dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def create_database(label: str, *, template: str = "template1") -> None:
    import psycopg
    from psycopg import sql

    database: dict[str, Any] = settings.DATABASES["default"]
    server = (
        f"host={database['HOST']} port={database['PORT']} user={database['USER']} dbname=postgres"
    )
    name, source = sql.Identifier(label), sql.Identifier(template)
    # autocommit: PostgreSQL creates and drops no database inside a transaction.
    with psycopg.connect(server, password=database["PASSWORD"] or None, autocommit=True) as open_:
        open_.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        open_.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, source))


def address_of(label: str) -> str:
    database: dict[str, Any] = settings.DATABASES["default"]
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    return (
        f"postgresql://{database['USER']}{password}@{database['HOST']}:{database['PORT']}/{label}"
    )
