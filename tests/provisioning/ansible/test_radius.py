import shlex
from pathlib import Path

import pytest

from provisioning.lab.radius import FreeRADIUS
from tests.provisioning.ansible.conftest import Playbooks, Variables

pytestmark = pytest.mark.lab

USERS = "etc/freeradius/3.0/mods-config/files/coin-users"
ODD = "a'b\"c\\d%{User-Name}é \\n$x#,"


def user(service: int, login: str, password: str = "secret", state: str = "active") -> Variables:
    return {
        "service": service,
        "login": login,
        "password": password,
        "ipv4": f"203.0.113.{service}",
        "ipv6_prefix": f"2001:db8:1:{service}00::/56",
        "state": state,
    }


ALICE, CAROL = user(1, "alice@asso.example"), user(2, "carol@asso.example", state="suspended")


def wanted(*users: Variables) -> Variables:
    return {"coin_revision": 7, "radius_users": list(users)}


@pytest.fixture
def users_file(playbooks: Playbooks) -> Path:
    return Path(playbooks.variables["radius1"]["coin_root"]) / USERS


def test_both_servers_converge_and_then_nothing_changes(
    playbooks: Playbooks, users_file: Path
) -> None:
    first = playbooks.play("radius", wanted(ALICE, CAROL))
    assert first.code == 0, first.output
    assert first.changed == {"radius1": 1, "radius2": 1}
    assert users_file.stat().st_mode & 0o777 == 0o640
    second = playbooks.play("radius", wanted(ALICE, CAROL))
    assert second.changed == {"radius1": 0, "radius2": 0}
    alice = {
        "service": 1,
        "login": "alice@asso.example",
        "state": "active",
        "ipv4": "203.0.113.1",
        "ipv6": "2001:db8:1:100::/56",
    }
    carol = alice | {
        "service": 2,
        "login": "carol@asso.example",
        "state": "suspended",
        "ipv4": None,
        "ipv6": None,
    }
    reached = {"revision": 7, "users": [alice, carol]}
    assert second.reached == {"radius1": reached, "radius2": reached}


def test_freeradius_takes_what_the_playbook_wrote(
    playbooks: Playbooks, users_file: Path, tmp_path: Path
) -> None:
    with FreeRADIUS(tmp_path / "raddb", users_file) as radius:
        playbooks.variables["radius1"]["coin_radius_reload"] = shlex.join(radius.reload_command)
        radius.wait_until_reloadable()
        odd = user(3, "odd@asso.example", ODD)
        played = playbooks.play("radius", wanted(ALICE, CAROL, odd), "--limit", "radius1")
        assert played.changed == {"radius1": 2}, played.output
        assert radius.authenticate("alice@asso.example", "secret") == {
            "Framed-IP-Address": "203.0.113.1",
            "Delegated-IPv6-Prefix": "2001:db8:1:100::/56",
        }
        assert radius.authenticate("alice@asso.example", "wrong") is None
        assert radius.authenticate("carol@asso.example", "secret") is None
        assert radius.authenticate("odd@asso.example", ODD)


def test_check_mode_changes_nothing_and_passwords_are_shown_nowhere(
    playbooks: Playbooks, users_file: Path
) -> None:
    for options in (["--check", "--diff", "-vvv"], ["--diff", "-vvv"]):
        assert not users_file.exists()
        played = playbooks.play("radius", wanted(user(1, "alice", "pass-phrase")), *options)
        assert played.changed == {"radius1": 1, "radius2": 1}, played.output
        assert "pass-phrase" not in played.output
    assert "pass-phrase" in users_file.read_text()


def test_one_host_that_fails_does_not_hold_the_other(
    playbooks: Playbooks, users_file: Path
) -> None:
    Path(playbooks.variables["radius2"]["coin_root"], "etc").touch()
    played = playbooks.play("radius", wanted(ALICE))
    assert played.code == 2
    assert users_file.exists()
    assert set(played.reached) == {"radius1"}


def test_users_that_would_break_the_file_are_refused(
    playbooks: Playbooks, users_file: Path
) -> None:
    played = playbooks.play("radius", wanted(ALICE | {"password": "two\nlines"}))
    assert played.code == 2
    assert "control character" in played.output
    assert "lines" not in played.output
    assert not users_file.exists()
