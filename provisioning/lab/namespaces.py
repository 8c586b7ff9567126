"""Anonymous network namespaces: they need root, and vanish when our process ends."""

import ipaddress
import json
import os
import secrets
import subprocess
import time
from ipaddress import IPv4Network
from pathlib import Path

from provisioning.lab.process import POLL_SECONDS, LabError, program

RANGE = IPv4Network("10.99.0.0/16")
INSIDE = "eth0"
ATTEMPTS = 500
# Mounts the system's folders read-only, save the folder $1, and then becomes the program.
READ_ONLY_SYSTEM = """\
set -e
for folder in /boot /etc /opt /srv /usr /var/lib; do
    [ -d "$folder" ] || continue
    mount --bind "$folder" "$folder"
    mount -o remount,bind,ro "$folder"
done
case "$1" in /boot/*|/etc/*|/opt/*|/srv/*|/usr/*|/var/lib/*)
    mount --bind "$1" "$1"
    mount -o remount,bind,rw "$1"
esac
shift
exec "$@"
"""


class Namespace:
    """A network of one host, joined to this machine by a veth pair over a /30.

    Only our open file descriptor keeps the network: it outlives the host's sshd, so that a stopped host refuses
    connections rather than letting them go astray, and it ends with our process.
    """

    def __init__(self, subnet: IPv4Network) -> None:
        self.subnet = subnet
        self.outside = f"coin{secrets.token_hex(5)}"
        self._descriptor = _new_network()
        try:
            self._join()
        except LabError:
            self.close()
            raise

    @property
    def host_address(self) -> str:
        """The address of the host; this machine has the one before it."""
        return str(self.subnet[2])

    @property
    def path(self) -> str:
        """The path by which nsenter finds the network."""
        return f"/proc/{os.getpid()}/fd/{self._descriptor}"

    def command(self, writable: Path) -> list[str]:
        """The prefix of a command that runs it in this network and in process ids of its own.

        `writable` is the one folder among the system's own that the program may write in.
        """
        enter = [program("nsenter", "util-linux"), f"--net={self.path}", "--"]
        return [*enter, *isolated_processes(writable)]

    def close(self) -> None:
        """Remove the pair and the network at once."""
        _run([program("ip", "iproute2"), "link", "delete", self.outside])
        os.close(self._descriptor)

    def _join(self) -> None:
        _ip(
            f"link add {self.outside} type veth peer name {INSIDE} netns {self.path}",
            f"address add {self.subnet[1]}/30 dev {self.outside}",
            f"link set {self.outside} up",
        )
        _ip(
            f"address add {self.host_address}/30 dev {INSIDE}",
            f"link set {INSIDE} up",
            "link set lo up",
            inside=self.path,
        )


def isolated_processes(writable: Path | None = None) -> list[str]:
    """The prefix of a command that makes its program process 1: when killed, all that it started dies too.

    As root the program sees the system's own files read-only, save `writable`: a playbook that forgets the host's root
    folder must fail, and not change the machine of a person who tries coin.
    """
    unshare = program("unshare", "util-linux")
    own = ["--pid", "--fork", "--kill-child"]
    if os.geteuid() != 0:
        return [unshare, "--user", "--map-current-user", *own, "--"]
    shell = [program("sh", "dash"), "-c", READ_ONLY_SYSTEM, "sh", str(writable or Path("/tmp"))]  # noqa: S108
    return [unshare, "--mount-proc", *own, "--", *shell]


def processes_refused() -> str:
    """Why the machine refuses `isolated_processes()`; empty when it grants them."""
    attempt = _run([*isolated_processes(), program("true", "coreutils")])
    return "" if attempt.returncode == 0 else attempt.stderr.strip() or "unshare failed"


def free_subnet(wanted: str = "") -> IPv4Network:
    """The /30 `wanted` (of the last run) when no route leads to it, otherwise a random one in RANGE.

    Raises LabError when every one tried is in use.
    """
    taken = _subnets_in_use()
    if wanted and not _overlaps(IPv4Network(wanted), taken):
        return IPv4Network(wanted)
    for _ in range(ATTEMPTS):
        subnet = _any_subnet()
        if not _overlaps(subnet, taken):
            return subnet
    raise LabError(f"no free /30 left in {RANGE}: stop what uses these addresses")


def _subnets_in_use() -> list[IPv4Network]:
    shown = _run([program("ip", "iproute2"), "-json", "-4", "route", "show", "table", "all"])
    destinations = (route["dst"] for route in json.loads(shown.stdout or "[]"))
    networks = [ipaddress.ip_network(dst) for dst in destinations if dst[0].isdigit()]
    return [net for net in networks if isinstance(net, IPv4Network) and net.prefixlen > 0]


def _any_subnet() -> IPv4Network:
    """A random /30, so that labs which start at the same moment do not choose the same one."""
    offset = 4 * secrets.randbelow(RANGE.num_addresses // 4)
    return IPv4Network((int(RANGE.network_address) + offset, 30))


def _overlaps(subnet: IPv4Network, others: list[IPv4Network]) -> bool:
    return any(subnet.overlaps(other) for other in others)


def _new_network() -> int:
    """An open descriptor on a new network, which the caller closes. A helper makes the network and is then killed.

    Raises LabError when the machine refuses.
    """
    helper = [program("unshare", "util-linux"), "--net", "--", program("sleep", "coreutils"), "60"]
    with subprocess.Popen(helper, stderr=subprocess.PIPE, text=True) as process:
        try:
            return _network_of(process)
        finally:
            process.kill()


def _network_of(process: "subprocess.Popen[str]") -> int:
    """Wait until the helper has left our network for its own; return an open descriptor on it, which the caller closes.

    Raises LabError when the helper ends before: the machine refuses.
    """
    ours = Path("/proc/self/ns/net").readlink()
    network = Path(f"/proc/{process.pid}/ns/net")
    while process.poll() is None:
        if network.readlink() != ours:
            return os.open(network, os.O_RDONLY)
        time.sleep(POLL_SECONDS / 5)
    reason = process.stderr.read().strip() if process.stderr else ""
    raise LabError(f"the machine refuses a network namespace: {reason}")


def _ip(*commands: str, inside: str = "") -> None:
    enter = [program("nsenter", "util-linux"), f"--net={inside}"] if inside else []
    done = _run([*enter, program("ip", "iproute2"), "-batch", "-"], "\n".join(commands))
    if done.returncode != 0:
        raise LabError(f"the machine refuses a virtual network link: {done.stderr.strip()}")


def _run(argv: list[str], text: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(argv, input=text, capture_output=True, text=True, check=False)
