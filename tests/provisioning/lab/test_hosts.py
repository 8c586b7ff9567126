import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from provisioning.lab import namespaces
from provisioning.lab.hosts import HostLab
from tests.core.processes import NEVER_HANG_SECONDS

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostLab]:
    with HostLab(tmp_path_factory.mktemp("lab")) as running:
        yield running


def ssh(lab: HostLab, name: str, command: str = "true") -> subprocess.CompletedProcess[str]:
    host = lab[name]
    options = ["-F", "none", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5"]
    options += ["-o", f"UserKnownHostsFile={lab.known_hosts}", "-i", str(host.private_key)]
    place = ["-p", str(host.port), f"{host.user}@{host.address}"]
    return subprocess.run(
        ["ssh", *options, *place, command], capture_output=True, text=True, check=False
    )


def test_every_host_lets_us_in(lab: HostLab) -> None:
    for name in lab.names:
        answer = ssh(lab, name, "id -un")
        assert (answer.returncode, answer.stdout.strip()) == (0, lab[name].user), answer.stderr
    assert lab.alive()


def test_root_has_isolated_hosts(lab: HostLab) -> None:
    if os.geteuid() != 0 or lab.warning:
        pytest.skip("only root has networks of its own")
    assert lab.isolated
    addresses = {lab[name].address for name in lab.names}
    assert len(addresses) == 3
    assert all(address.startswith("10.99.") for address in addresses)
    routes = ssh(lab, "vpn1", "ip route show default").stdout
    assert routes == "", "a host of the lab must not reach the Internet"


def test_the_system_is_read_only_on_isolated_hosts(lab: HostLab) -> None:
    if not lab.isolated:
        pytest.skip("only root has file systems of its own")
    refused = ssh(lab, "vpn1", "touch /etc/coin-was-here")
    assert refused.returncode != 0
    assert "Read-only" in refused.stderr
    assert ssh(lab, "vpn1", f"touch {lab['vpn1'].root}/here").returncode == 0


def test_the_client_key_is_for_us_alone(lab: HostLab) -> None:
    assert lab.private_key.stat().st_mode & 0o777 == 0o600


def test_a_changed_key_is_refused(tmp_path: Path) -> None:
    with HostLab(tmp_path, ["one"]) as lab:
        before = lab["one"].host_key
        lab.replace_host_key("one")
        assert lab["one"].host_key != before
        refused = ssh(lab, "one")
    assert refused.returncode == 255
    assert "Host key verification failed" in refused.stderr


def test_one_host_can_stop_and_come_back(tmp_path: Path) -> None:
    with HostLab(tmp_path, ["one", "two"]) as lab:
        place = lab["one"].address, lab["one"].port
        lab.stop_host("one")
        assert not lab.alive()
        assert "Connection refused" in ssh(lab, "one").stderr
        assert ssh(lab, "two").returncode == 0
        lab.start_host("one")
        assert (lab["one"].address, lab["one"].port) == place
        assert ssh(lab, "one").returncode == 0


def test_keys_and_addresses_stay_from_run_to_run(tmp_path: Path) -> None:
    def seen(lab: HostLab) -> list[tuple[str, int, str]]:
        return [(host.address, host.port, host.host_key) for host in lab.hosts.values()]

    with HostLab(tmp_path, ["one", "two"]) as lab:
        first = seen(lab)
    with HostLab(tmp_path, ["one", "two"]) as lab:
        assert seen(lab) == first


def test_stopping_leaves_no_link(tmp_path: Path) -> None:
    with HostLab(tmp_path, ["one"]) as lab:
        if not lab.isolated:
            pytest.skip("only root has links")
        namespace = lab["one"].namespace
        assert namespace is not None
        outside = namespace.outside
        assert outside in links()
    assert outside not in links()


def links() -> str:
    return subprocess.run(
        ["/sbin/ip", "-o", "link"], capture_output=True, text=True, check=True
    ).stdout


def test_without_namespaces_hosts_are_on_loopback_and_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(namespaces, "processes_refused", lambda: "Operation not permitted")
    with HostLab(tmp_path, ["one", "two"]) as lab:
        assert not lab.isolated
        assert "Operation not permitted" in lab.warning
        assert lab["one"].address == "127.0.0.1"
        assert lab["one"].known_hosts_line.startswith(f"[127.0.0.1]:{lab['one'].port} ssh-ed25519")
        assert ssh(lab, "one").returncode == 0


PARENT = """
import sys, time
from pathlib import Path
from provisioning.lab.hosts import HostLab
lab = HostLab(Path(sys.argv[1]), ["one"]).start()
print(lab["one"].address, lab["one"].port, lab["one"].user, lab.warning, flush=True)
time.sleep(3600)
"""


def test_a_session_ends_with_a_killed_parent(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        address, port, user, *warning = parent.stdout.readline().split()
        if warning:
            parent.kill()
            pytest.skip("process namespaces are refused here")
        known = ["-o", f"UserKnownHostsFile={tmp_path}/known_hosts", "-i", f"{tmp_path}/client_key"]
        place = ["-p", port, f"{user}@{address}", "echo in; sleep 3600"]
        session = ["ssh", "-F", "none", "-o", "BatchMode=yes", *known, *place]
        with subprocess.Popen(session, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as client:
            assert client.stdout is not None and client.stdout.readline() == b"in\n"
            parent.kill()
            try:
                assert client.wait(NEVER_HANG_SECONDS) == 255
            finally:
                client.kill()
