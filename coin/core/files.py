"""Removes files under MEDIA_ROOT: once the transaction that drops them commits, or later when no row names them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

LEFT_ALONE = timedelta(days=1)  # a younger file may belong to a transaction that is still open
AT_ONCE = 500  # files that one query looks up
Known = Callable[[list[str]], Iterable[str]]


def forget(names: Iterable[str]) -> None:
    """Remove these files once the transaction is committed, never after a rollback.

    Names are paths under MEDIA_ROOT. Empty ones are passed over, and a file that is gone already is no error.
    """
    to_remove = [name for name in names if name]
    if to_remove:
        transaction.on_commit(lambda: _remove(to_remove))


def sweep(folder: str, known: Known, *, patterns: Iterable[str] = ("**/*",)) -> int:
    """Remove the files of `folder` that no row names: a process that dies beside its commit leaves such files.

    Files changed less than a day ago are left alone. `known(names)` returns those of `names` (paths under MEDIA_ROOT)
    that a row holds; `patterns` are globs inside the folder. Returns how many files were removed.
    """
    removed = 0
    old_files = _old_files(Path(settings.MEDIA_ROOT) / folder, patterns)
    while batch := list(islice(old_files, AT_ONCE)):
        names_in_rows = set(known(batch))
        orphans = [name for name in batch if name not in names_in_rows]
        _remove(orphans)
        removed += len(orphans)
    return removed


def _old_files(root: Path, patterns: Iterable[str]) -> Iterator[str]:
    before = (timezone.now() - LEFT_ALONE).timestamp()
    for pattern in patterns:
        for path in root.glob(pattern):
            if path.is_file() and path.stat().st_mtime < before:
                yield str(path.relative_to(settings.MEDIA_ROOT))


def _remove(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
