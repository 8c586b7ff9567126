"""The processes that a run starts: each bears the run's token in its environment, whatever becomes of its parent.

Ansible's workers leave its process group and outlive it; the token is how all of them are found. The ssh that keeps a
connection open writes its title over its environment: the title names its socket, which lies in the run's folder.
"""

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from provisioning import workspace

MARK = "COIN_RUN"
KEPT_CONNECTION = re.compile(rf"^ssh: \S*/{workspace.PREFIX}([0-9a-z-]+)/".encode())
ATTEMPTS = 50
PAUSE_SECONDS = 0.02


def marked() -> Iterator[tuple[int, str]]:
    """(process, token) for every process on this machine that a run has started, and that we may look at."""
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            token = _token(entry.name)
            if token:
                yield int(entry.name), token


def kill(token: str) -> int:
    """End every process of a run on this machine, by SIGKILL, and wait a second at most until they are gone.

    `token` is the run's. Returns how many there were.
    """
    killed: set[int] = set()
    # Several times, since a process may start another one before it ends.
    for _ in range(ATTEMPTS):
        alive = [pid for pid, mark in marked() if mark == token and pid != os.getpid()]
        if not alive:
            break
        killed.update(alive)
        for pid in alive:
            _kill(pid)
        time.sleep(PAUSE_SECONDS)
    return len(killed)


def _token(pid: str) -> str:
    needle = f"{MARK}=".encode()
    connection = KEPT_CONNECTION.match(_read(pid, "cmdline"))
    if connection:
        return connection[1].decode()
    for variable in _read(pid, "environ").split(b"\0"):
        if variable.startswith(needle):
            return variable.removeprefix(needle).decode(errors="replace")
    return ""


def _read(pid: str, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)
