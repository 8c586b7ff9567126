"""A private FreeRADIUS that reads the users file of our playbook, and a client to ask it."""

import re
import secrets
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

from provisioning.lab.process import (
    LOOPBACK,
    Child,
    LabError,
    claim_port,
    last_lines,
    private_directory,
    program,
    remembered_port,
    write_private,
)

LIBRARIES = Path("/usr/lib/freeradius")
REPLY_ATTRIBUTE = re.compile(r"^\t([A-Za-z0-9-]+) \+?= (.*)$")
READY = "Ready to process requests"
RELOADED = 'Reloaded module "files"'
# How long after its start FreeRADIUS surely heeds a request to reload.
DEAF_SECONDS = 3
RELOAD_POLL_SECONDS = 0.2

# Our own minimal raddb: Debian's is closed to ordinary users.
CONFIGURATION = """\
prefix = /usr
raddbdir = "{directory}"
confdir = ${{raddbdir}}
logdir = ${{raddbdir}}
run_dir = ${{raddbdir}}
libdir = {libraries}
name = radiusd
max_request_time = 30
cleanup_delay = 2
hostname_lookups = no
proxy_requests = no
log {{
	destination = stdout
	auth = no
}}
security {{
	max_attributes = 200
	reject_delay = 0
	status_server = yes
}}
client lab {{
	ipaddr = {host}
	secret = "{secret}"
	require_message_authenticator = yes
}}
thread pool {{
	start_servers = 2
	max_servers = 4
	min_spare_servers = 1
	max_spare_servers = 2
}}
modules {{
	pap {{
	}}
	chap {{
	}}
	mschap {{
	}}
	files {{
		filename = "{authorize}"
	}}
}}
server coin {{
	listen {{
		type = auth
		ipaddr = {host}
		port = {port}
	}}
	authorize {{
		chap
		mschap
		files
		pap
	}}
	authenticate {{
		Auth-Type PAP {{
			pap
		}}
		Auth-Type CHAP {{
			chap
		}}
		Auth-Type MS-CHAP {{
			mschap
		}}
	}}
}}
server control {{
	listen {{
		type = control
		socket = "{control}"
		mode = rw
	}}
}}
"""


class FreeRADIUS:
    """FreeRADIUS, for tests and the demo, as an ordinary process on a UDP port of 127.0.0.1 (`port`, or a free one).

    `authorize` is the users file; an empty one is made when there is none yet. The shared secret is generated once and
    kept in `directory/secret` (mode 0600).
    """

    def __init__(self, directory: Path, authorize: Path, port: int | None = None) -> None:
        self.directory = Path(directory)
        self.authorize = Path(authorize)
        self.port = port or 0
        self._wanted_port = port
        self._child: Child | None = None
        self._started_at = 0.0

    @property
    def secret_file(self) -> Path:
        """Where the shared secret of the clients is kept."""
        return self.directory / "secret"

    @property
    def secret(self) -> str:
        """The shared secret, made at the first start."""
        if not self.secret_file.exists():
            private_directory(self.directory)
            write_private(self.secret_file, secrets.token_hex(16))
        return self.secret_file.read_text()

    @property
    def control(self) -> Path:
        """The socket of radmin."""
        return self.directory / "control"

    @property
    def reload_command(self) -> list[str]:
        """The command that makes FreeRADIUS read the users file again (`coin_radius_reload` of the playbook)."""
        return [program("radmin", "freeradius"), "-f", str(self.control), "-e", "hup files"]

    def start(self) -> Self:
        """Start and wait for an answer. Raises LabError: not installed, port taken, refused."""
        freeradius = program("freeradius", "freeradius")
        self.directory = private_directory(self.directory)
        self._ensure_users_file()
        self.port = self._choose_port()
        write_private(self.directory / "radiusd.conf", self._configuration())
        argv = [freeradius, "-f", "-l", "stdout", "-d", str(self.directory), "-n", "radiusd"]
        self._child = Child("freeradius", argv, self.directory / "radius.log")
        self._child.wait_until(lambda: READY in self._log_text())
        self._started_at = time.monotonic()
        return self

    def wait_until_reloadable(self) -> None:
        """Wait until the first seconds are over, in which FreeRADIUS ignores a request to reload without an error."""
        time.sleep(max(0.0, self._started_at + DEAF_SECONDS - time.monotonic()))

    def stop(self) -> None:
        """Stop FreeRADIUS. Stopping twice is harmless."""
        if self._child is not None:
            self._child.stop()

    def alive(self) -> bool:
        """Whether FreeRADIUS runs."""
        return self._child is not None and self._child.alive()

    @property
    def pid(self) -> int:
        """The pid of FreeRADIUS. Raises LabError before `start`."""
        if self._child is None:
            raise LabError("freeradius is not started: call start() first")
        return self._child.pid

    def reload(self, seconds: float = 60) -> None:
        """Make FreeRADIUS read the users file again, and wait until it has. Raises LabError after `seconds`.

        FreeRADIUS ignores, without an error, a request that comes less than two seconds after its start or after the
        last one: so ask until its log tells of one more reading.
        """
        before = self._log_text().count(RELOADED)
        deadline = time.monotonic() + seconds
        while self._log_text().count(RELOADED) == before:
            request = subprocess.run(
                self.reload_command, capture_output=True, text=True, check=False
            )
            if request.returncode != 0 or time.monotonic() > deadline:
                log = last_lines(self.directory / "radius.log")
                raise LabError(f"freeradius did not reload: {request.stderr}\n{log}")
            time.sleep(RELOAD_POLL_SECONDS)

    def authenticate(self, login: str, password: str) -> dict[str, str] | None:
        """Ask as an access server would: the reply's attributes by name, or None when refused.

        Raises LabError when FreeRADIUS does not answer.
        """
        request = f"User-Name = {_quoted(login)}\nUser-Password = {_quoted(password)}\n"
        answer = self._ask(request)
        if "Received Access-Accept" in answer:
            return _reply_attributes(answer)
        if "Received Access-Reject" in answer:
            return None
        raise LabError(f"freeradius does not answer: {answer.strip()}")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _choose_port(self) -> int:
        if self._wanted_port is not None:
            return claim_port(self._wanted_port, "freeradius", socket.SOCK_DGRAM)
        return remembered_port(self.directory / "port", socket.SOCK_DGRAM)

    def _ensure_users_file(self) -> None:
        if not self.authorize.exists():
            self.authorize.parent.mkdir(parents=True, exist_ok=True)
            self.authorize.touch(mode=0o640)

    def _configuration(self) -> str:
        return CONFIGURATION.format(
            directory=self.directory,
            libraries=LIBRARIES,
            host=LOOPBACK,
            port=self.port,
            secret=self.secret,
            authorize=self.authorize.resolve(),
            control=self.control,
        )

    def _log_text(self) -> str:
        return (self.directory / "radius.log").read_text(errors="replace")

    def _ask(self, request: str) -> str:
        server = f"{LOOPBACK}:{self.port}"
        client = [program("radclient", "freeradius-utils"), "-x", "-r", "3", "-t", "3"]
        answer = subprocess.run(
            [*client, "-S", str(self.secret_file), server, "auth"],
            input=f"{request}Message-Authenticator = 0x00\n",
            capture_output=True,
            text=True,
            check=False,
        )
        return answer.stdout + answer.stderr


def _quoted(value: str) -> str:
    """A value for radclient, which reads backslashes twice but expands nothing in quotes."""
    return "'" + value.replace("\\", "\\" * 4).replace("'", "\\'") + "'"


def _reply_attributes(answer: str) -> dict[str, str]:
    """The attributes after the line of the reply, without their quotes, and without the signature of the packet.

    FreeRADIUS signs each reply since 3.2.5 (CVE-2024-3596): Debian 13's does, Debian 12's does not.
    """
    reply = answer.partition("Received Access-Accept")[2].splitlines()
    matches = (REPLY_ATTRIBUTE.match(line) for line in reply)
    attributes = {match[1]: match[2].strip('"') for match in matches if match}
    attributes.pop("Message-Authenticator", None)
    return attributes
