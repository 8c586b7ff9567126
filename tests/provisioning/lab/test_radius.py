from collections.abc import Iterator
from pathlib import Path

import pytest

from provisioning.lab.process import LabError
from provisioning.lab.radius import FreeRADIUS

USERS = """\
alice Cleartext-Password := 'secret'
\tFramed-IP-Address = 203.0.113.4,
\tDelegated-IPv6-Prefix = 2001:db8:1:400::/56

carol Auth-Type := Reject
\tReply-Message = "suspended"
"""


pytestmark = pytest.mark.lab


@pytest.fixture
def radius(tmp_path: Path) -> Iterator[FreeRADIUS]:
    users = tmp_path / "users"
    users.write_text(USERS)
    users.chmod(0o640)
    with FreeRADIUS(tmp_path / "raddb", users) as running:
        yield running


def test_a_right_password_gets_the_addresses(radius: FreeRADIUS) -> None:
    assert radius.authenticate("alice", "secret") == {
        "Framed-IP-Address": "203.0.113.4",
        "Delegated-IPv6-Prefix": "2001:db8:1:400::/56",
    }


@pytest.mark.parametrize(
    ("login", "password"), [("alice", "wrong"), ("carol", "secret"), ("nobody", "secret")]
)
def test_others_are_refused(radius: FreeRADIUS, login: str, password: str) -> None:
    assert radius.authenticate(login, password) is None


def test_a_reload_reads_the_file_again(radius: FreeRADIUS) -> None:
    radius.authorize.write_text(USERS.replace("203.0.113.4", "203.0.113.5"))
    radius.reload()
    answer = radius.authenticate("alice", "secret")
    assert answer and answer["Framed-IP-Address"] == "203.0.113.5"


def test_a_broken_file_is_told_and_the_old_one_goes_on(radius: FreeRADIUS) -> None:
    radius.authorize.write_text("alice Foo-Bar := 1\n")
    with pytest.raises(LabError, match='Unknown name "Foo-Bar"'):
        radius.reload()
    assert radius.authenticate("alice", "secret")


def test_a_stopped_server_is_told(radius: FreeRADIUS) -> None:
    radius.stop()
    with pytest.raises(LabError, match="freeradius does not answer"):
        radius.authenticate("alice", "secret")


def test_it_starts_before_there_are_users(tmp_path: Path) -> None:
    with FreeRADIUS(tmp_path / "raddb", tmp_path / "below" / "users") as radius:
        assert radius.authenticate("alice", "secret") is None
