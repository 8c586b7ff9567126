"""A backup restored on an empty machine gives the same association.

The database of each machine is a copy of a database with one member, migrated once for the whole run of the tests.
"""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.databases import copy_of, rows_of, source_of

ROOT = Path(__file__).resolve().parents[3]


class Machine:
    """A separate installation of coin: its state folder, its database, its command line."""

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
        return rows_of(self.environment["DATABASE_URL"], "SELECT first_name FROM members_member")


@pytest.fixture(scope="module")
def with_ada(tmp_path_factory: pytest.TempPathFactory, migrated: str) -> str:
    """A database with one member, Ada, which each machine copies."""
    folder = tmp_path_factory.mktemp("ada")
    machine = Machine(folder / "state", copy_of(migrated, folder))
    machine.add_member("Ada")
    return source_of(machine.environment["DATABASE_URL"])


@pytest.fixture
def machine(tmp_path: Path, with_ada: str) -> Machine:
    machine = Machine(tmp_path / "state", copy_of(with_ada, tmp_path))
    file = machine.folder / "files" / "documents" / "F2026-00001.pdf"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"%PDF-1.7 one")
    return machine


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
    output = machine.manage("restore", str(archive), code=1)
    assert "--replace" in output
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
    output = machine.manage("backup", str(tmp_path / "not-a-folder" / "coin.backup"), code=1)
    assert "not-a-folder" in output


def test_an_archive_that_climbs_out_is_refused(machine: Machine, tmp_path: Path) -> None:
    archive = tmp_path / "evil.backup"
    with tarfile.open(archive, "w:gz") as evil:
        evil.add(__file__, arcname="../escaped")
    machine.manage("restore", str(archive), "--replace", code=1)
    assert not (machine.folder / "escaped").exists()
    assert machine.members() == ["Ada"]
