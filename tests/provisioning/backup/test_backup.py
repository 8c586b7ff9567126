"""A backup put back on an empty machine gives the same association.

Each machine's database is a copy of one that was migrated once for the whole run of the tests.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests import snapshot

ROOT = Path(__file__).resolve().parents[3]


class Machine:
    """A coin of its own: its state folder, its database, its command line."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "COIN_STATE_DIR": str(folder),
            "DATABASE_URL": database,
        }

    def manage(self, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def add_member(self, name: str) -> None:
        self.manage(
            "shell",
            "-v0",
            "-c",
            "from coin.members.models import Member; "
            f"Member.objects.create(number=Member.objects.count() + 1, first_name={name!r})",
        )

    def members(self) -> list[str]:
        code = "from coin.members.models import Member; print(*Member.objects.values_list('first_name', flat=True))"
        return self.manage("shell", "-v0", "-c", code).split()


@pytest.fixture
def machine(tmp_path: Path, database_url: str) -> Machine:
    machine = Machine(tmp_path / "state", database_url)
    machine.add_member("Ada")
    file = machine.folder / "files" / "documents" / "F2026-00001.pdf"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"%PDF-1.7 one")
    return machine


@pytest.fixture
def database_url(tmp_path: Path, migrated: str) -> str:
    """A database beside the suite's own, on the same server: a copy of the migrated one."""
    if connection.vendor == "sqlite":
        copy = tmp_path / "backup.sqlite3"
        shutil.copyfile(migrated, copy)
        return f"sqlite:///{copy}"
    label = f"backup_{os.getpid()}_{abs(hash(tmp_path.name)) % 10_000_000}"
    create_database(label, template=migrated)
    return address_of(label)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database, made by the first process of the run that needs it: its file, or its name on the server."""
    if made := os.environ.get(snapshot.VARIABLE):
        return made
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    place, ready = shared / "migrated.sqlite3", shared / "migrated.ready"
    label = f"backup_template_{os.environ.get('PYTEST_XDIST_TESTRUNUID', str(os.getpid()))}"[:63]
    is_sqlite = connection.vendor == "sqlite"
    with locked(shared / "migrated.lock"):
        if not ready.exists():
            if not is_sqlite:
                create_database(label)
            url = f"sqlite:///{place}" if is_sqlite else address_of(label)
            # A process of its own: when it ends, no connection is left on what is copied.
            Machine(shared / "migrated-state", url).manage("migrate", "-v0")
            ready.touch()
    return str(place) if is_sqlite else label


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process at a time; whoever dies lets go."""
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
    with psycopg.connect(server, password=database["PASSWORD"] or None, autocommit=True) as open_:
        open_.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        open_.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, source))


def address_of(label: str) -> str:
    database: dict[str, Any] = settings.DATABASES["default"]
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    return (
        f"postgresql://{database['USER']}{password}@{database['HOST']}:{database['PORT']}/{label}"
    )


def test_what_was_backed_up_comes_back(machine: Machine, tmp_path: Path) -> None:
    archive = tmp_path / "coin.backup"
    machine.manage("backup", str(archive))
    assert archive.stat().st_mode & 0o777 == 0o600
    key = (machine.folder / "secret_key").read_text()
    machine.add_member("Later")
    (machine.folder / "files" / "documents" / "later.pdf").write_bytes(b"%PDF-1.7 two")
    (machine.folder / "secret_key").write_text("another key that is long enough to be one " * 2)

    machine.manage("restore", str(archive), "--replace")

    assert machine.members() == ["Ada"]
    assert [path.name for path in (machine.folder / "files").rglob("*.pdf")] == ["F2026-00001.pdf"]
    assert (machine.folder / "secret_key").read_text() == key
    assert not list(machine.folder.glob(".coin-*"))


def test_a_database_in_use_is_not_overwritten_by_mistake(machine: Machine, tmp_path: Path) -> None:
    archive = tmp_path / "coin.backup"
    machine.manage("backup", str(archive))
    said = machine.manage("restore", str(archive), code=1)
    assert "--replace" in said
    assert machine.members() == ["Ada"]


def test_a_damaged_backup_touches_nothing(machine: Machine, tmp_path: Path) -> None:
    archive = tmp_path / "coin.backup"
    machine.manage("backup", str(archive))
    archive.write_bytes(archive.read_bytes()[:-2000])
    machine.manage("restore", str(archive), "--replace", code=1)
    assert machine.members() == ["Ada"]
    assert (machine.folder / "files" / "documents" / "F2026-00001.pdf").exists()


def test_a_backup_never_replaces_a_file(machine: Machine, tmp_path: Path) -> None:
    archive = tmp_path / "coin.backup"
    archive.write_text("precious")
    machine.manage("backup", str(archive), code=1)
    assert archive.read_text() == "precious"


def test_an_unwritable_folder_is_said(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "not-a-folder").write_text("")
    said = machine.manage("backup", str(tmp_path / "not-a-folder" / "coin.backup"), code=1)
    assert "not-a-folder" in said


def test_an_archive_that_climbs_out_is_refused(machine: Machine, tmp_path: Path) -> None:
    archive = tmp_path / "evil.backup"
    with tarfile.open(archive, "w:gz") as evil:
        evil.add(__file__, arcname="../escaped")
    machine.manage("restore", str(archive), "--replace", code=1)
    assert not (machine.folder / "escaped").exists()
    assert machine.members() == ["Ada"]
