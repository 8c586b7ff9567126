"""The system checks of provisioning: each says in words why something cannot work, with an id."""

from pathlib import Path
from typing import Any

from provisioning import checks


def ids(found: Any) -> list[str]:
    return [message.id for message in found]


def test_a_well_set_machine_is_silent(settings: Any, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.touch(0o600)
    settings.COIN_SSH_KEY = str(key)
    settings.COIN_LDAP = {**settings.COIN_LDAP, "url": "ldaps://ldap.example"}
    assert ids(checks.ansible_is_there()) == []
    assert ids(checks.ssh_key_is_private()) == []
    assert ids(checks.directory_password_is_safe()) == []


def test_what_is_wrong_is_named(settings: Any, tmp_path: Path) -> None:
    key = tmp_path / "key"
    settings.COIN_SSH_KEY = str(key)
    assert ids(checks.ssh_key_is_private()) == ["coin.P003"]
    key.touch()
    key.chmod(0o644)
    (message,) = checks.ssh_key_is_private()
    assert (message.id, message.hint) == ("coin.P004", f"chmod 600 {key}")
    settings.COIN_LDAP = {**settings.COIN_LDAP, "url": "ldap://ldap.example"}
    assert ids(checks.directory_password_is_safe()) == ["coin.P005"]
    settings.COIN_LDAP = {**settings.COIN_LDAP, "url": "ldap://127.0.0.1:1"}
    assert ids(checks.directory_password_is_safe()) == []
    assert ids(checks.directory_answers()) == ["coin.P006"]
