"""Each check is silent when all is well, and says what to do when something is wrong."""

import ctypes
import ctypes.util
from pathlib import Path

import pytest
from django.core import checks
from django.db import connection
from pytest_django import Settings as SettingsWrapper

from coin.core import checks as ours
from tests.core.processes import run_python

LDAP = {
    "url": "ldap://localhost",
    "base": "dc=x",
    "bind_dn": "cn=coin",
    "password": "secret",
    "timeout": 10,
}


def _ids(messages: list[checks.CheckMessage]) -> list[str | None]:
    assert all(message.hint for message in messages)
    return [message.id for message in messages]


def test_a_folder_that_is_not_there(settings: SettingsWrapper, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path
    assert ours.state_directory(None) == []
    settings.STATE_DIR = tmp_path / "none"
    assert _ids(ours.state_directory(None)) == ["coin.E001"]


@pytest.mark.parametrize(
    ("change", "ids"),
    [
        ({}, []),
        ({"url": ""}, []),
        ({"password": ""}, ["coin.E004"]),
        ({"url": "ldapi://%2Frun%2Fslapd", "bind_dn": "", "password": ""}, []),
    ],
)
def test_a_directory_needs_a_name_and_a_password(
    settings: SettingsWrapper, change: dict[str, str], ids: list[str]
) -> None:
    settings.COIN_LDAP = {**LDAP, **change}
    assert _ids(ours.directory(None)) == ids


def test_the_library_that_makes_pdfs_quick_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ours.pdf_library(None) == []

    def no_library(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", no_library)
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    assert _ids(ours.pdf_library(None)) == ["coin.W001"]


def test_an_ssh_key_is_there_and_private(settings: SettingsWrapper, tmp_path: Path) -> None:
    key = tmp_path / "key"
    settings.COIN_SSH_KEY = str(key)
    assert _ids(ours.ssh_key(None)) == ["coin.E005"]
    key.write_text("a key")
    key.chmod(0o640)
    assert _ids(ours.ssh_key(None)) == ["coin.E006"]
    key.chmod(0o600)
    assert ours.ssh_key(None) == []


@pytest.mark.parametrize(
    ("url", "https", "ids"),
    [
        ("http://127.0.0.1:8000", False, []),
        ("https://coin.example.org", True, []),
        ("https://coin.example.org", False, ["coin.W004"]),
        ("http://other.example", False, ["coin.W005"]),
    ],
)
def test_the_address_goes_with_https_and_the_hosts(
    settings: SettingsWrapper, url: str, https: bool, ids: list[str]
) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", ".example.org"]
    settings.COIN_URL = url
    settings.SESSION_COOKIE_SECURE = https
    assert _ids(ours.address(None)) == ids


def test_a_mistyped_setting_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ours.setting_names(None) == []
    monkeypatch.setenv("COIN_LADP_URL", "ldap://localhost")
    assert _ids(ours.setting_names(None)) == ["coin.W006"]


@pytest.mark.django_db
def test_a_database_at_its_version_with_its_guards_is_well() -> None:
    assert ours.database(None, ["default"]) == []
    on_table = " ON core_auditentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER core_auditentry_keeps_rows{on_table}")
    assert _ids(ours.database(None, ["default"])) == ["coin.E007"]


def test_an_empty_database_asks_to_be_migrated(tmp_path: Path) -> None:
    ended = run_python("manage.py", "check", "--database", "default", COIN_STATE_DIR=str(tmp_path))
    assert ended.returncode == 1
    assert "coin.E003" in ended.stderr


def test_a_deployment_as_documented_passes_every_check(tmp_path: Path) -> None:
    production = {
        "COIN_HTTPS": "true",
        "COIN_URL": "https://coin.example.org",
        "COIN_HOSTS": "coin.example.org",
        "COIN_EMAIL_URL": "smtp://localhost:25",
        "COIN_STATE_DIR": str(tmp_path),
    }
    ended = run_python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **production)
    assert ended.returncode == 0, ended.stderr

    ended = run_python(
        "manage.py", "check", "--deploy", **{**production, "COIN_EMAIL_URL": "console:"}
    )
    assert "coin.W003" in ended.stderr
