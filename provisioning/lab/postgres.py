"""A private PostgreSQL, as a context manager and around any command.

    python -m provisioning.lab.postgres [--dir DIRECTORY] -- COMMAND [ARGUMENT...]

starts a server on a free port of 127.0.0.1, runs COMMAND with DATABASE_URL set, and removes the server in every case.
It is made for tests: nothing is synced to the disk.
"""

import argparse
import os
import pwd
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from provisioning.lab.process import LOOPBACK, Child, LabError, free_port, last_lines, program

PACKAGES = Path("/usr/lib/postgresql")
NAME = "coin"
ATTEMPTS = 3
FAST_AND_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
    "autovacuum_naptime": "10min",
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "log_min_messages": "fatal",
}
# Reads the server's pid from standard input until the other end is closed, however that happens; then waits for the end
# of the server and removes its folder. (A dead process that nobody has waited for has no `exe`.)
SWEEPER = (
    "trap '' INT TERM HUP; while read -r line; do server=$line; done; "
    'while [ -e "/proc/${server:-none}/exe" ]; do sleep 0.05; done; rm -rf -- "$1"'
)


class PostgreSQL:
    """A PostgreSQL for tests, in a new folder below `directory` (None: a temporary one); `url` is known once started.

    As root the server runs as `postgres` (or `nobody`), and in /tmp when that account cannot enter `directory`. A
    random password keeps the machine's other users out.
    """

    def __init__(self, directory: Path | str | None = None) -> None:
        self.parent = Path(directory) if directory else Path(tempfile.gettempdir())
        self.port = 0
        self.password = secrets.token_hex(16)
        self.directory = Path()
        self._account = _account() if os.geteuid() == 0 else None
        self._child: Child | None = None
        self._sweeper: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for DATABASE_URL."""
        return f"postgresql://{NAME}:{self.password}@{LOOPBACK}:{self.port}/{NAME}"

    @property
    def pid(self) -> int:
        """The pid of the server. Raises LabError before `start`."""
        if self._child is None:
            raise LabError("PostgreSQL is not started: call start() first")
        return self._child.pid

    def start(self) -> "PostgreSQL":
        """Make the folder, the cluster and its one database, start the server and return it.

        Raises LabError, leaving nothing behind: not installed, folder refused, or the server does not start.
        """
        binaries = _binaries()
        self.directory = self._new_directory()
        self._sweeper = _sweeper(self.directory)
        try:
            self._initialise(binaries)
            self._serve(binaries)
            self._run([str(binaries / "createdb"), *self._client(), NAME])
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop at once and remove the folder. Stopping twice is harmless."""
        if self._child is not None:
            # Immediate shutdown: nothing is worth a checkpoint.
            self._child.stop(signal.SIGQUIT)
        if self._sweeper is not None and self._sweeper.stdin is not None:
            self._sweeper.stdin.close()
            self._sweeper.wait()

    def __enter__(self) -> "PostgreSQL":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _new_directory(self) -> Path:
        try:
            self.parent.mkdir(parents=True, exist_ok=True)
            directory = Path(tempfile.mkdtemp(prefix="postgres-", dir=self.parent))
        except OSError as error:
            raise LabError(
                f"cannot write in {self.parent} ({error.strerror}): choose another folder"
            ) from error
        if self._account is None:
            return directory.resolve()
        os.chown(directory, self._account.pw_uid, self._account.pw_gid)
        if self._may_enter(directory):
            return directory.resolve()
        directory.rmdir()
        directory = Path(tempfile.mkdtemp(prefix="postgres-", dir="/tmp"))
        os.chown(directory, self._account.pw_uid, self._account.pw_gid)
        return directory

    def _may_enter(self, path: Path) -> bool:
        test = ["test", "-w", str(path.resolve())]
        return subprocess.run([*self._as_account(), *test], check=False).returncode == 0

    def _as_account(self) -> list[str]:
        """The start of a command that must not run as root."""
        if self._account is None:
            return []
        ids = [f"--reuid={self._account.pw_uid}", f"--regid={self._account.pw_gid}"]
        return [program("setpriv", "util-linux"), *ids, "--clear-groups", "--"]

    def _initialise(self, binaries: Path) -> None:
        secret = self.directory / "password"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        if self._account is not None:
            os.chown(secret, self._account.pw_uid, self._account.pw_gid)
        options = ["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", f"--username={NAME}"]
        self._run(
            [
                *self._as_account(),
                str(binaries / "initdb"),
                f"--pgdata={self.directory / 'data'}",
                *options,
                "--auth=scram-sha-256",
                f"--pwfile={secret}",
            ]
        )

    def _serve(self, binaries: Path) -> None:
        """Start the server. Another process may take the free port first: then another port is tried."""
        for attempt in range(1, ATTEMPTS + 1):
            self.port = free_port()
            self._child = Child("PostgreSQL", self._server(binaries), self._log())
            self._tell_sweeper(self._child.pid)
            try:
                self._child.wait_until(self._ready)
            except LabError:
                if attempt == ATTEMPTS or "bind" not in last_lines(self._log()):
                    raise
            else:
                return

    def _tell_sweeper(self, pid: int) -> None:
        if self._sweeper is not None and self._sweeper.stdin is not None:
            self._sweeper.stdin.write(f"{pid}\n".encode())
            self._sweeper.stdin.flush()

    def _server(self, binaries: Path) -> list[str]:
        # Changing the account clears the death signal that Child asked for: ask again after it.
        guard = [program("setpriv", "util-linux"), "--pdeathsig", "QUIT", "--"]
        options = [f"-c{name}={value}" for name, value in FAST_AND_FORGETFUL.items()]
        postgres = [str(binaries / "postgres"), "-D", str(self.directory / "data")]
        return [*self._as_account(), *guard, *postgres, "-p", str(self.port), *options]

    def _log(self) -> Path:
        return self.directory / "log"

    def _ready(self) -> bool:
        """Whether PostgreSQL is ready, which the last line of its pid file says."""
        pid_file = self.directory / "data" / "postmaster.pid"
        return pid_file.exists() and pid_file.read_text().rstrip().endswith("ready")

    def _client(self) -> list[str]:
        return [f"--host={LOOPBACK}", f"--port={self.port}", f"--username={NAME}"]

    def _run(self, argv: list[str]) -> None:
        done = subprocess.run(
            argv,
            cwd="/",
            env={**os.environ, "PGPASSWORD": self.password},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise LabError(f"{Path(argv[-1]).name} failed:\n{done.stderr.strip()}")


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _binaries() -> Path:
    """The folder of the programs of the newest PostgreSQL that is installed. Raises LabError without any."""
    servers = sorted(PACKAGES.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not servers:
        raise LabError("PostgreSQL is not installed: apt install postgresql")
    return servers[-1].parent


def _sweeper(directory: Path) -> subprocess.Popen[bytes]:
    """A process that removes the folder after our end, even when we are killed."""
    return subprocess.Popen(
        ["/bin/sh", "-c", SWEEPER, "sweeper", str(directory)],
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def run(command: Sequence[str], directory: Path | None = None) -> int:
    """Run a command with the DATABASE_URL of a new PostgreSQL, removed afterwards; returns the command's exit code.

    128 + n stands for a command that signal n ended. Raises LabError when the server does not start.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    with PostgreSQL(directory) as server:
        guard = [program("setpriv", "util-linux"), "--pdeathsig", "TERM", "--"]
        child = subprocess.Popen([*guard, *command], env={**os.environ, "DATABASE_URL": server.url})
        try:
            code = child.wait()
        except KeyboardInterrupt as interruption:
            code = _end(child, interruption)
    # Ended by signal n: 128 + n, as a shell says it.
    return code if code >= 0 else 128 - code


def _end(child: subprocess.Popen[bytes], interruption: KeyboardInterrupt) -> int:
    """End the command after an interruption. A Ctrl-C reached it as well; a signal to us alone is passed on to it."""
    number: int = interruption.args[0] if interruption.args else signal.SIGINT
    if number != signal.SIGINT:
        child.send_signal(number)
    try:
        child.wait(30)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        child.kill()
        child.wait()
    return -number


def _interrupt(number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt(number)


def main() -> int:
    """The command line; returns the exit code, 1 when the server does not start."""
    parser = argparse.ArgumentParser(
        prog="python -m provisioning.lab.postgres",
        description="Run a command with a PostgreSQL of its own (DATABASE_URL).",
    )
    parser.add_argument("--dir", type=Path, help="where its folder is made (a temporary one)")
    parser.add_argument("command", nargs="+", help="after --, what to run")
    arguments = parser.parse_args()
    try:
        return run(arguments.command, arguments.dir)
    except KeyboardInterrupt as interruption:
        return 128 + (interruption.args[0] if interruption.args else signal.SIGINT)
    except LabError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
