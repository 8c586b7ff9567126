from pathlib import Path

import pytest

from provisioning.lab.hosts import HostLab
from tests.provisioning.ansible.conftest import Playbooks, Variables

pytestmark = pytest.mark.lab

KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA{}="
SERVER = {
    "interface": "coin-absent",
    "listen_port": 51820,
    "private_key_path": "/etc/wireguard/private.key",
    "ipv4_network": "10.8.0.0/16",
    "ipv6_network": "2001:db8::/40",
}


def client(service: int, login: str, key: str | None = None) -> Variables:
    return {
        "service": service,
        "login": login,
        "ipv4": f"10.8.0.{service}",
        "ipv6_prefix": f"2001:db8:1:{service}00::/56",
        "public_key": KEY.format(key) if key else None,
    }


ALICE, BOB, CHARLIE = client(1, "alice", "A"), client(2, "bob", "E"), client(3, "charlie")

ALICE_FILE = """\
# Managed by coin, service 1. Changes made here are lost.
ifconfig-push 10.8.0.1 255.255.0.0
ifconfig-ipv6-push 2001:db8:1:100::1/64 2001:db8::1
iroute-ipv6 2001:db8:1:100::/56
"""
PEERS_FILE = f"""\
# Managed by coin. Changes made here are lost.

# alice, service 1
[Peer]
PublicKey = {ALICE["public_key"]}
AllowedIPs = 10.8.0.1/32, 2001:db8:1:100::/56

# bob, service 2
[Peer]
PublicKey = {BOB["public_key"]}
AllowedIPs = 10.8.0.2/32, 2001:db8:1:200::/56
"""


def wanted(*clients: Variables, revision: int = 7) -> Variables:
    return {"coin_revision": revision, "vpn_clients": list(clients), "vpn_server": SERVER}


@pytest.fixture
def root(playbooks: Playbooks) -> Path:
    return Path(playbooks.variables["vpn1"]["coin_root"])


def test_the_server_converges_and_then_nothing_changes(playbooks: Playbooks, root: Path) -> None:
    first = playbooks.play("vpn", wanted(ALICE, BOB, CHARLIE))
    assert first.code == 0, first.output
    assert first.changed["vpn1"] == 3  # the clients' files, the peers' file, WireGuard's reload
    assert (root / "etc/openvpn/ccd/alice").read_text() == ALICE_FILE
    assert (root / "etc/wireguard/coin-peers.conf").read_text() == PEERS_FILE
    second = playbooks.play("vpn", wanted(ALICE, BOB, CHARLIE, revision=8))
    assert second.changed == {"vpn1": 0}
    reached = second.reached["vpn1"]
    assert (reached["revision"], reached["conflicts"]) == (8, [])
    assert reached["peers"] == [peer(ALICE), peer(BOB), peer(CHARLIE)]


def peer(wanted_client: Variables) -> Variables:
    names = ("service", "login", "public_key", "ipv4")
    return {name: wanted_client[name] for name in names} | {"ipv6": wanted_client["ipv6_prefix"]}


def test_check_mode_shows_and_changes_nothing(playbooks: Playbooks, root: Path) -> None:
    (root / "etc/openvpn/ccd").mkdir(parents=True)
    (root / "etc/openvpn/ccd/alice").write_text(ALICE_FILE)
    moved = ALICE | {"ipv4": "10.8.0.77"}
    played = playbooks.play("vpn", wanted(moved, BOB), "--check", "--diff")
    assert played.code == 0, played.output
    assert played.changed == {"vpn1": 2}
    assert "-ifconfig-push 10.8.0.1 255.255.0.0\n+ifconfig-push 10.8.0.77" in played.output
    files = {path: path.read_text() for path in root.rglob("*") if path.is_file()}
    assert files == {root / "etc/openvpn/ccd/alice": ALICE_FILE}
    assert played.reached["vpn1"]["peers"] == [peer(ALICE) | {"public_key": None}]


def test_what_happened_meanwhile_is_made_good(playbooks: Playbooks, root: Path) -> None:
    playbooks.play("vpn", wanted(ALICE, BOB))
    clients = root / "etc/openvpn/ccd"
    (clients / "office").write_text("ifconfig-push 10.8.9.9 255.255.0.0\n")
    (clients / "alice").write_text(ALICE_FILE.replace("10.8.0.1 ", "10.8.0.9 "))
    # The state after a run that died once it had written the peers, before WireGuard read them.
    (root / "var/lib/coin/wireguard.applied").unlink()
    played = playbooks.play("vpn", wanted(ALICE, BOB))
    assert played.changed == {"vpn1": 2}
    assert (clients / "alice").read_text() == ALICE_FILE
    # An administrator's own file stays, and coin reads it back.
    peers = {peer["login"]: peer["service"] for peer in played.reached["vpn1"]["peers"]}
    assert peers == {"alice": 1, "bob": 2, "office": None}


def test_clients_that_are_gone_are_removed(playbooks: Playbooks, root: Path) -> None:
    playbooks.play("vpn", wanted(ALICE, BOB))
    played = playbooks.play("vpn", wanted())
    assert played.code == 0, played.output
    assert list((root / "etc/openvpn/ccd").iterdir()) == []
    assert "[Peer]" not in (root / "etc/wireguard/coin-peers.conf").read_text()
    assert played.reached["vpn1"]["peers"] == []


def test_a_folder_that_cannot_be_written_is_told(playbooks: Playbooks, root: Path) -> None:
    (root / "etc").touch()
    played = playbooks.play("vpn", wanted(ALICE))
    assert played.code == 2
    assert f"cannot write {root}/etc/openvpn/ccd" in played.output
    assert played.reached == {}


def test_clients_that_would_break_a_file_are_refused(playbooks: Playbooks, root: Path) -> None:
    played = playbooks.play("vpn", wanted(ALICE | {"login": "alice\n[Peer]"}, BOB))
    assert played.code == 2
    assert "is not a login" in played.output
    assert not (root / "etc").exists()


def test_a_silent_host_is_told(playbooks: Playbooks, lab: HostLab) -> None:
    lab.stop_host("vpn1")
    try:
        played = playbooks.play("vpn", wanted(ALICE))
    finally:
        lab.start_host("vpn1")
    assert played.code == 4
    assert "unreachable=1" in played.output
