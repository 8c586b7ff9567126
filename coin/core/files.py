"""Files under MEDIA_ROOT that go: with the transaction that forgets them, or found later without a row."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

LEFT_ALONE = timedelta(days=1)  # a file whose transaction may still be open
AT_ONCE = 500
Known = Callable[[list[str]], Iterable[str]]


def forget(names: Iterable[str]) -> None:
    """Remove these files once the transaction is committed; one that is gone already is no error."""
    going = [name for name in names if name]
    if going:
        transaction.on_commit(lambda: _remove(going))


def sweep(folder: str, known: Known, *, patterns: Iterable[str] = ("**/*",)) -> int:
    """Remove the files of a folder that no row names: a process died between its commit and the file.

    `known(names)` returns those of `names` that a row has. Returns how many went.
    """
    removed = 0
    old = _old_files(Path(settings.MEDIA_ROOT) / folder, patterns)
    while batch := list(islice(old, AT_ONCE)):
        held = set(known(batch))
        orphans = [name for name in batch if name not in held]
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
