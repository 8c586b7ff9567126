"""Private servers of a demo or a test: they start, answer, stop, and die with their parent."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

LOOPBACK = "127.0.0.1"
SBIN = ("/usr/local/sbin", "/usr/sbin", "/sbin")
POLL_SECONDS = 0.01


class LabError(Exception):
    """A private server cannot run; the message is a sentence that says what to do."""


def program(name: str, package: str) -> str:
    """The absolute path of a program, looked for in the sbin folders as well. Raises LabError without any."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *SBIN])
    executable = shutil.which(name, path=path)
    if executable is None:
        raise LabError(f"{name} is not installed: apt install {package}")
    return str(Path(executable).absolute())


def private_directory(path: Path) -> Path:
    """Make a folder that only our user can read, and return its real path. Raises LabError when that is refused."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LabError(_unwritable(path, error.strerror)) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise LabError(_unwritable(path, "permission denied"))
    return path.resolve()


def _unwritable(path: Path, reason: str | None) -> str:
    return f"cannot write in {path} ({reason}): choose another folder or change its owner"


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600, whole or not at all."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as output:
        output.write(text)
    draft.replace(path)


def port_is_free(port: int, host: str = LOOPBACK, kind: socket.SocketKind | None = None) -> bool:
    """Whether a server could listen there now. `kind` is SOCK_DGRAM for UDP; None means TCP."""
    with socket.socket(socket.AF_INET, kind or socket.SOCK_STREAM) as probe:
        # A TCP server may take a port whose former connections linger; for UDP the option could hide a listener.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, kind != socket.SOCK_DGRAM)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port(host: str = LOOPBACK, kind: socket.SocketKind | None = None) -> int:
    """A port on which nothing listens, chosen by the kernel and not held. `kind` as for `port_is_free`."""
    with socket.socket(socket.AF_INET, kind or socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def claim_port(port: int, server: str, kind: socket.SocketKind | None = None) -> int:
    """The port that was asked for, for the server named `server`.

    Raises LabError, which names both, when another program listens there.
    """
    if not port_is_free(port, kind=kind):
        raise LabError(
            f"{server} cannot use port {port}: another program listens on it. "
            "Stop that program or choose another port"
        )
    return port


def remembered_port(memory: Path, kind: socket.SocketKind | None = None) -> int:
    """The port of the last run when it is still free, otherwise a new one, which is written in the file `memory`."""
    remembered = int(memory.read_text()) if memory.exists() else 0
    if remembered and port_is_free(remembered, kind=kind):
        return remembered
    port = free_port(kind=kind)
    memory.write_text(str(port))
    return port


def port_answers(host: str, port: int) -> bool:
    """Whether a TCP connection is accepted within a second."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def last_lines(log: Path, count: int = 8) -> str:
    """The last `count` lines of a log, for an error message; words that say so when it is empty or missing."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(lines[-count:]) or "(its log is empty)"


class Child:
    """One server in the foreground, killed by the kernel when our thread ends. Making the object starts `argv`.

    What the server prints goes to the file `log`.
    The kernel ties a child to the thread that started it, so start it from a thread that lives as long as the server
    should: usually the main one.
    """

    def __init__(self, name: str, argv: Sequence[str], log: Path) -> None:
        self.name = name
        self.log = log
        guard = [program("setpriv", "util-linux"), "--pdeathsig", "KILL", "--"]
        # If we were killed before the line above took effect, the shell has another parent, and ends by itself.
        guard += ["/bin/sh", "-c", '[ "$PPID" = "$0" ] && exec "$@"', str(os.getpid())]
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [*guard, *argv],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # A Ctrl-C in the terminal is for the parent, which then stops us in order.
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The pid of the server."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def wait_until(self, ready: Callable[[], bool], seconds: float = 60) -> None:
        """Return once `ready()` is true. Raises LabError, with the end of the log, when the server ends or is late."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.alive():
                raise LabError(f"{self.name} stopped at once:\n{last_lines(self.log)}")
            if time.monotonic() > deadline:
                self.stop()
                raise LabError(
                    f"{self.name} does not answer after {seconds:g} s:\n{last_lines(self.log)}"
                )
            time.sleep(POLL_SECONDS)

    def stop(self, first: signal.Signals = signal.SIGTERM, seconds: float = 5) -> None:
        """Send `first`, wait for the end, and kill the process after `seconds`. Stopping twice is harmless."""
        if self.alive():
            self._process.send_signal(first)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
