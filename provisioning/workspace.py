"""A run's folder: private, in memory where the machine has a tmpfs, gone with the run."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

PREFIX = "coin-run-"
MEMORY = Path("/dev/shm")  # noqa: S108 (the folder is made with mode 0700, and refused when it exists)


def root() -> Path:
    """The folder in which the folders of runs lie: in memory, or below the state folder, where it is made."""
    if os.access(MEMORY, os.W_OK | os.X_OK):
        return MEMORY
    path: Path = settings.STATE_DIR / "runs"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@contextmanager
def workspace(token: str) -> Iterator[Path]:
    """A new folder of mode 0700, named after the run's `token`, and removed at the end of the block."""
    folder = root() / f"{PREFIX}{token}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        remove(token)


def remove(token: str) -> None:
    """Remove the folder of a run; a folder that is gone is no error."""
    shutil.rmtree(root() / f"{PREFIX}{token}", ignore_errors=True)


def left() -> list[str]:
    """The tokens of the runs whose folders still lie on this machine."""
    return [path.name.removeprefix(PREFIX) for path in root().glob(f"{PREFIX}*")]
