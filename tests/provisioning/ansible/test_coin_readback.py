from pathlib import Path
from typing import Any

from provisioning.ansible.library import coin_readback

PEERS = """\
# Managed by coin. Changes made here are lost.

# alice, service 1
[Peer]
PublicKey = AAA=
AllowedIPs = 10.8.0.1/32, 2001:db8:1:100::/56

[Peer]
PublicKey=BBB=
AllowedIPs=10.8.0.9/32
"""
USERS = """\
# service 1
alice\tCleartext-Password := 'Framed-IP-Address = 6.6.6.6'
\tFramed-IP-Address = 203.0.113.4,
\tDelegated-IPv6-Prefix = 2001:db8:1:400::/56

# service 2
bob\tAuth-Type := Reject
\tReply-Message = "suspended"

carol Cleartext-Password := "by hand"
"""


def test_peers_are_told_with_and_without_our_comment(tmp_path: Path) -> None:
    (tmp_path / "peers").write_text(PEERS)
    result: dict[str, Any] = coin_readback.readback("", str(tmp_path / "peers"), "")
    alice, stranger = sorted(result["peers"], key=lambda peer: peer["public_key"])
    assert alice == {
        "service": 1,
        "login": "alice",
        "public_key": "AAA=",
        "ipv4": "10.8.0.1",
        "ipv6": "2001:db8:1:100::/56",
    }
    assert (stranger["login"], stranger["service"], stranger["ipv4"]) == (None, None, "10.8.0.9")


def test_a_client_of_both_programs_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "peers").write_text(PEERS)
    folder = tmp_path / "ccd"
    folder.mkdir()
    lines = ["# service 1", "ifconfig-push 10.8.0.2 255.255.0.0", "iroute-ipv6 2001:db8:1:100::/56"]
    (folder / "alice").write_text("\n".join(lines))
    (folder / ".alice.draft").write_text("left by a crash")
    result: dict[str, Any] = coin_readback.readback(str(folder), str(tmp_path / "peers"), "")
    assert [peer["login"] for peer in result["peers"]] == [None, "alice"]
    assert result["peers"][1]["public_key"] == "AAA="
    # OpenVPN would give this client another address than WireGuard does.
    assert result["conflicts"] == ["alice"]


def test_users_are_told_without_their_passwords(tmp_path: Path) -> None:
    (tmp_path / "users").write_text(USERS)
    result: dict[str, Any] = coin_readback.readback("", "", str(tmp_path / "users"))
    alice, bob, carol = result["users"]
    assert alice == {
        "service": 1,
        "login": "alice",
        "state": "active",
        "ipv4": "203.0.113.4",
        "ipv6": "2001:db8:1:400::/56",
    }
    assert (bob["state"], bob["service"], bob["ipv4"]) == ("suspended", 2, None)
    assert (carol["state"], carol["service"]) == ("active", None)


def test_a_server_that_is_still_empty_has_nobody(tmp_path: Path) -> None:
    absent = str(tmp_path / "absent")
    result = coin_readback.readback(absent, absent, absent)
    assert result == {"peers": [], "conflicts": [], "users": []}
