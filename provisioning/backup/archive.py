"""The archive: manifest.json, the database's own dump, the files, and the key made in the state folder.

A gzipped tar of mode 0600, written beside its final name and renamed when whole. `manifest.json` comes last and
holds the SHA-256 of every other member, so a truncated or altered archive is refused before anything is touched.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from coin.core.errors import DomainError
from provisioning.backup import databases

# The layout of the archive, written in its manifest.
FORMAT = 1
DUMP, KEY, FILES, MANIFEST = "database", "secret_key", "files", "manifest.json"


class BackupError(DomainError):
    """The backup or the restoration did not happen; the message says what to do. Nothing was half done."""


def back_up(target: Path) -> dict[str, Any]:
    """Write the archive `target`; returns its manifest. On an error no file is left behind.

    Raises BackupError when `target` exists or cannot be written, and DomainError when pg_dump fails.
    """
    if target.exists():
        raise BackupError(_("%(file)s exists already: choose another name.") % {"file": target})
    draft = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".coin-backup-") as scratch:
            dump = Path(scratch) / DUMP
            databases.dump(dump)
            manifest = _write(draft, dump)
        draft.replace(target)
    except OSError as error:
        raise BackupError(
            _("The backup cannot be written in %(folder)s: %(reason)s.")
            % {"folder": target.parent, "reason": error.strerror or error}
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _write(draft: Path, dump: Path) -> dict[str, Any]:
    # 0600 from the start: the dump and the key must never be readable by others, even for a moment.
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    sums: dict[str, str] = {}
    with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz") as archive:
        for name, path in _members(dump):
            sums[name] = _sum(path)
            archive.add(path, arcname=name, recursive=False)
        manifest = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": connection.vendor,
            "migrations": sorted(
                ".".join(key) for key in MigrationRecorder(connection).applied_migrations()
            ),
            "sha256": sums,
        }
        content = json.dumps(manifest, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(content), 0o600
        archive.addfile(entry, io.BytesIO(content))
    return manifest


def _members(dump: Path) -> Iterator[tuple[str, Path]]:
    """What the archive holds beside its manifest: the name of each member, and where its content lies."""
    yield DUMP, dump
    key = settings.STATE_DIR / "secret_key"
    if key.is_file():
        yield KEY, key
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"{FILES}/{path.relative_to(root)}", path


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Put back what `source` holds; returns its manifest.

    Everything is unpacked in the state folder and checked first; then the database is replaced in one step, then the
    files. Raises BackupError: the archive is missing, damaged or of another kind of database, or the database holds
    something and `replace` is False; DomainError when pg_restore fails.
    """
    if not replace and databases.holds_something():
        raise BackupError(
            _(
                "The database is not empty: add --replace to lose what it holds and put the backup in its place."
            )
        )
    # In the state folder, so that the files can be put in place by a rename.
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.STATE_DIR, prefix=".coin-restore-") as scratch:
        manifest = _unpack(source, Path(scratch))
        _refuse_other_database(manifest)
        databases.load(Path(scratch) / DUMP)
        _put_files_back(Path(scratch))
    return manifest


def _unpack(source: Path, scratch: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source, "r:gz") as archive:
            for entry in archive:
                _extract(archive, entry, scratch)
        manifest: dict[str, Any] = json.loads((scratch / MANIFEST).read_text())
        wrong = [
            name for name, digest in manifest["sha256"].items() if _sum(scratch / name) != digest
        ]
    except FileNotFoundError as error:
        raise BackupError(_("%(file)s is missing.") % {"file": error.filename or source}) from error
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError) as error:
        raise BackupError(
            _("%(file)s is not a whole backup of coin.") % {"file": source}
        ) from error
    if wrong:
        raise BackupError(_("The backup is damaged: %(names)s.") % {"names": ", ".join(wrong[:5])})
    return manifest


def _extract(archive: tarfile.TarFile, entry: tarfile.TarInfo, scratch: Path) -> None:
    """Write one plain file below `scratch`; anything else (a link, a path that climbs) is refused.

    By hand because the extraction filters came with Python 3.11.4, and Debian 12 has 3.11.2.
    """
    place = Path(entry.name)
    content = archive.extractfile(entry) if entry.isfile() else None
    if content is None or place.is_absolute() or ".." in place.parts:
        raise tarfile.TarError(entry.name)
    target = scratch / place
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("wb") as copy:
        shutil.copyfileobj(content, copy)


def _refuse_other_database(manifest: dict[str, Any]) -> None:
    if manifest["database"] != connection.vendor:
        raise BackupError(
            _("This backup holds a %(theirs)s database, and DATABASE_URL names a %(ours)s one.")
            % {"theirs": manifest["database"], "ours": connection.vendor}
        )


def _put_files_back(scratch: Path) -> None:
    root = Path(settings.MEDIA_ROOT)
    # The former files are deleted last: a crash in between leaves them beside the new ones.
    former = root.with_name(f"{root.name}.before-restore")
    shutil.rmtree(former, ignore_errors=True)
    if root.exists():
        root.rename(former)
    (scratch / FILES).mkdir(exist_ok=True)
    (scratch / FILES).rename(root)
    key = scratch / KEY
    if key.is_file():
        key.replace(settings.STATE_DIR / KEY)
    shutil.rmtree(former, ignore_errors=True)
