"""The snapshot: a migrated database, made once for a run of the tests on several processes, and copied by each of them.

The process that starts the others makes the snapshot: a file on SQLite, the server's own empty database on PostgreSQL.
A run on one process has no snapshot: it migrates its own database, as Django does.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db.backends.sqlite3.creation import DatabaseCreation

ROOT = Path(__file__).resolve().parents[1]
VARIABLE = "SNAPSHOT_OF_THE_TESTS"


def make(config: pytest.Config) -> None:
    """Make the snapshot, in the process that starts the others and before it does.

    Nothing is done when the environment names a snapshot already, as script/mutations does.
    """
    if (
        os.environ.get(VARIABLE)
        or hasattr(config, "workerinput")
        or not getattr(config.option, "numprocesses", None)
    ):
        return
    folder = tempfile.TemporaryDirectory(prefix="coin-tests-")
    config.add_cleanup(folder.cleanup)
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("postgresql"):
        url, snapshot = os.environ["DATABASE_URL"], database["NAME"]
    else:
        snapshot = str(Path(folder.name) / "coin.sqlite3")
        url = f"sqlite:///{snapshot}"
    migrate(url, Path(folder.name))
    os.environ[VARIABLE] = snapshot


def migrate(url: str, state: Path) -> None:
    """Migrate in a process of its own: when it ends, no connection is left on the database that will be copied."""
    environment = {**os.environ, "DATABASE_URL": url, "COIN_STATE_DIR": str(state)}
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "-v0", "--skip-checks"]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def use(config: pytest.Config) -> None:
    """Let Django copy the snapshot, in each process that runs tests; nothing is done when there is no snapshot."""
    snapshot = os.environ.get(VARIABLE)
    if not snapshot or getattr(config.option, "numprocesses", None):
        return
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = snapshot
    else:
        _copy_on_creation(snapshot)


def _copy_on_creation(snapshot: str) -> None:
    """Fill the empty database that Django creates in memory with the snapshot, so that nothing is left to migrate."""
    create = DatabaseCreation._create_test_db  # type: ignore[attr-defined]

    def create_and_copy(self: DatabaseCreation, *args: object, **kwargs: object) -> str:
        name = str(create(self, *args, **kwargs))
        # Django gives the connection this name only later, but the copy needs the new database now.
        self.connection.settings_dict["NAME"] = name
        self.connection.close()
        self.connection.ensure_connection()
        with sqlite3.connect(snapshot) as source:
            source.backup(self.connection.connection)
        source.close()
        return name

    DatabaseCreation._create_test_db = create_and_copy  # type: ignore[attr-defined]
