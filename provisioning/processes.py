"""The processes a run starts: each bears its run's token in its environment, whatever becomes of its parent.

Ansible's workers leave its process group and outlive it; the mark is how all of them are found.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

MARK = "COIN_RUN"
ATTEMPTS = 50
PAUSE_SECONDS = 0.02


def marked() -> Iterator[tuple[int, str]]:
    """(process, token) for every process on this machine that a run has started, and that we may look at."""
    needle = f"{MARK}=".encode()
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            for variable in _environment(entry.name):
                if variable.startswith(needle):
                    yield int(entry.name), variable[len(needle) :].decode(errors="replace")


def kill(token: str) -> int:
    """End every process of a run and wait until they are gone; returns how many there were."""
    killed: set[int] = set()
    for _ in range(ATTEMPTS):
        alive = [pid for pid, mark in marked() if mark == token and pid != os.getpid()]
        if not alive:
            break
        killed.update(alive)
        for pid in alive:
            _kill(pid)
        time.sleep(PAUSE_SECONDS)
    return len(killed)


def _environment(pid: str) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)
