"""Real SSH hosts on this machine, for the demo and the tests: each runs its own sshd."""

import json
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from pathlib import Path
from typing import Self

from provisioning.lab import namespaces
from provisioning.lab.namespaces import Namespace, free_subnet
from provisioning.lab.process import (
    LOOPBACK,
    Child,
    LabError,
    free_port,
    port_answers,
    port_is_free,
    private_directory,
    program,
    write_private,
)

NAMES = ("vpn1", "radius1", "radius2")
SSH_PORT = 22
SYSTEM_PYTHON = Path("/usr/bin/python3")
# sshd refuses to start as root without this folder, which it then leaves empty.
PRIVILEGE_SEPARATION = Path("/run/sshd")

CONFIGURATION = """\
Port {port}
ListenAddress {listen}
HostKey "{folder}/host_key"
PidFile none
AuthorizedKeysFile "{authorized}"
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
StrictModes no
UsePAM {pam}
UseDNS no
PrintMotd no
PrintLastLog no
MaxSessions 50
MaxStartups 100
Subsystem sftp internal-sftp
"""


def _python() -> str:
    return str(SYSTEM_PYTHON if SYSTEM_PYTHON.exists() else Path(sys.executable))


@dataclass
class Host:
    """One server of the lab: how to reach it, and where its files lie on this machine."""

    name: str
    folder: Path
    user: str
    private_key: Path
    address: str = LOOPBACK
    port: int = SSH_PORT
    python: str = field(default_factory=_python)
    child: Child | None = field(default=None, repr=False)
    namespace: Namespace | None = field(default=None, repr=False)

    @property
    def root(self) -> Path:
        """The folder that stands for / : the playbooks write below it (`coin_root`)."""
        return self.folder / "root"

    @property
    def host_key(self) -> str:
        """The public key line that the host's sshd presents now."""
        return " ".join((self.folder / "host_key.pub").read_text().split()[:2])

    @property
    def known_hosts_line(self) -> str:
        """The line of known_hosts that pins the host's key."""
        standard = self.port == SSH_PORT
        place = self.address if standard else f"[{self.address}]:{self.port}"
        return f"{place} {self.host_key}"

    def alive(self) -> bool:
        """Whether the host's sshd runs."""
        return self.child is not None and self.child.alive()

    def ansible_variables(self, known_hosts: Path) -> dict[str, str | int]:
        """Ansible's inventory variables for this host; `known_hosts` is the file that pins its key."""
        return {
            "ansible_host": self.address,
            "ansible_port": self.port,
            "ansible_user": self.user,
            "ansible_python_interpreter": self.python,
            "ansible_ssh_private_key_file": str(self.private_key),
            "ansible_ssh_common_args": f"-o UserKnownHostsFile={known_hosts}",
            "coin_root": str(self.root),
        }


class HostLab:
    """A few sshd hosts, for tests and the demo, that share this machine's files but not its network.

    As root each host has its own network namespace and an address in 10.99.0.0/16; as an ordinary user, or where the
    machine refuses namespaces, each is an sshd on a port of 127.0.0.1 that logs in as that same user. `isolated` tells
    which; `warning` says why root has no namespaces. Keys, addresses and ports stay from run to run.
    """

    def __init__(self, directory: Path, names: Iterable[str] = NAMES) -> None:
        self.directory = Path(directory)
        self.names = tuple(names)
        self.hosts: dict[str, Host] = {}
        self.isolated = False
        self.warning = ""
        self._own_processes = False

    @property
    def known_hosts(self) -> Path:
        """The file that pins the hosts' keys, for ssh -o UserKnownHostsFile."""
        return self.directory / "known_hosts"

    @property
    def private_key(self) -> Path:
        """The client's key, accepted by every host (mode 0600)."""
        return self.directory / "client_key"

    def start(self) -> Self:
        """Start every host, pin their keys, and return the lab.

        Raises LabError, with every host stopped: a program is missing, or an sshd ends or does not answer.
        """
        self.directory = private_directory(self.directory)
        _ensure_key(self.private_key, "coin")
        self._choose_isolation()
        try:
            self._start_hosts()
        except LabError:
            self.stop()
            raise
        self._remember()
        return self

    def stop(self) -> None:
        """Stop every host; keys and files stay."""
        for host in self.hosts.values():
            self.stop_host(host.name)
            if host.namespace is not None:
                host.namespace.close()
                host.namespace = None

    def alive(self) -> bool:
        """Whether every host runs."""
        return bool(self.hosts) and all(host.alive() for host in self.hosts.values())

    def stop_host(self, name: str) -> None:
        """Make one host refuse connections."""
        child = self[name].child
        if child is not None:
            # sshd is process 1 of its own process ids: when it is killed, the kernel ends all that it started.
            child.stop(signal.SIGKILL if self._own_processes else signal.SIGTERM)

    def start_host(self, name: str) -> None:
        """Start one host again, at the same address, and wait until it answers. Raises LabError when it does not."""
        self._launch(self[name])
        self._wait(self[name])

    def replace_host_key(self, name: str) -> None:
        """Start a host again with a new key, as a reinstalled (or a false) server has; known_hosts stays as it was."""
        self.stop_host(name)
        for suffix in ("", ".pub"):
            (self[name].folder / f"host_key{suffix}").unlink()
        _ensure_key(self[name].folder / "host_key", name)
        self.start_host(name)

    def __getitem__(self, name: str) -> Host:
        return self.hosts[name]

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start_hosts(self) -> None:
        """Launch all hosts, then wait for all of them: they start side by side."""
        for name in self.names:
            self.hosts[name] = self._prepare(name)
            self._launch(self.hosts[name])
        for host in self.hosts.values():
            self._wait(host)

    def _choose_isolation(self) -> None:
        """Find out what this machine allows: namespaces of networks and processes, of processes alone, or none."""
        refused = namespaces.processes_refused()
        root = os.geteuid() == 0
        self._own_processes = not refused
        self.isolated = root and not refused
        if refused and root:
            self.warning = f"hosts share the network of this machine: {refused}"
        elif refused:
            self.warning = f"a killed demo may leave an SSH session for a minute: {refused}"

    def _prepare(self, name: str) -> Host:
        folder = private_directory(self.directory / "hosts" / name)
        private_directory(folder / "root")
        _ensure_key(folder / "host_key", name)
        user = pwd.getpwuid(os.geteuid()).pw_name
        host = Host(name, folder, user, self.private_key)
        remembered = self._memory().get(name, {})
        if self.isolated:
            self._give_network(host, remembered.get("address", ""))
        if host.namespace is None:
            # The port of the last run when it is free: what was set up for this host still names it.
            port = int(remembered.get("port", 0))
            host.port = port if port and port_is_free(port) else free_port()
        return host

    def _give_network(self, host: Host, address: str) -> None:
        wanted = str(IPv4Network(f"{address}/30", strict=False)) if address else ""
        try:
            host.namespace = Namespace(free_subnet(wanted))
            host.address = host.namespace.host_address
        except LabError as error:
            self.isolated = False
            self.warning = f"hosts share the network of this machine: {error}"

    def _launch(self, host: Host) -> None:
        configuration = host.folder / "sshd_config"
        write_private(configuration, self._configuration(host))
        if os.geteuid() == 0:
            PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)
        sshd = program("sshd", "openssh-server")
        argv = [*self._guard(host), sshd, "-D", "-e", "-f", str(configuration)]
        host.child = Child(f"sshd of {host.name}", argv, host.folder / "sshd.log")

    def _guard(self, host: Host) -> list[str]:
        if host.namespace is not None:
            return host.namespace.command(host.folder)
        return namespaces.isolated_processes(host.folder) if self._own_processes else []

    def _configuration(self, host: Host) -> str:
        return CONFIGURATION.format(
            port=host.port,
            listen=host.address,
            folder=host.folder,
            authorized=self.private_key.with_suffix(".pub"),
            pam="yes" if _root_is_locked() else "no",
        )

    def _wait(self, host: Host) -> None:
        if host.child is None:
            raise LabError(f"{host.name} is not started: call start() first")
        host.child.wait_until(lambda: port_answers(host.address, host.port))

    def _memory(self) -> dict[str, dict[str, str]]:
        path = self.directory / "addresses.json"
        memory: dict[str, dict[str, str]] = json.loads(path.read_text()) if path.exists() else {}
        return memory

    def _remember(self) -> None:
        memory = self._memory()
        for host in self.hosts.values():
            place = {"address": host.address} if host.namespace else {"port": str(host.port)}
            memory.setdefault(host.name, {}).update(place)
        write_private(self.directory / "addresses.json", json.dumps(memory, indent=2))
        lines = [f"{host.known_hosts_line}\n" for host in self.hosts.values()]
        write_private(self.known_hosts, "".join(lines))


def _ensure_key(path: Path, comment: str) -> None:
    """Make an ed25519 key pair at `path` and `path`.pub, unless there is one."""
    if path.exists():
        return
    keygen = program("ssh-keygen", "openssh-client")
    quiet = ["-q", "-t", "ed25519", "-N", "", "-C", comment]
    subprocess.run([keygen, *quiet, "-f", str(path)], check=True, capture_output=True)


def _root_is_locked() -> bool:
    """Whether root's password is locked: sshd then lets root log in through PAM only."""
    if os.geteuid() != 0:
        return False
    return any(line.startswith("root:!") for line in Path("/etc/shadow").read_text().splitlines())
