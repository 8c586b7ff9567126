"""Salts are data: links in mails and retired logins were signed with them, and must be known again after an upgrade.

A salt looks like a path of a module, but it stays as it is when the module moves.
"""

from importlib import import_module

import pytest
from pytest_django import Settings as SettingsWrapper

from coin.members.sign_in.retired_logins import retired


@pytest.mark.parametrize(
    ("module", "salt"),
    [
        ("coin.members.joining.services", "coin.members.applications"),
        ("coin.members.sign_in.directory_passwords", "coin.members.directory_passwords"),
        ("coin.members.sign_in.email_change", "coin.members.email_change"),
        ("coin.members.sign_in.invitations", "coin.members.invitations"),
        ("coin.members.sign_in.retired_logins", "coin.members.retired_logins"),
        ("coin.portal.joining.check", "coin.portal.join"),
    ],
)
def test_a_salt_is_what_it_was(module: str, salt: str) -> None:
    assert salt == import_module(module).SALT


def test_a_login_that_was_retired_by_an_earlier_version_is_known_again(
    settings: SettingsWrapper,
) -> None:
    settings.SECRET_KEY = "a secret of the tests"
    assert retired("alice") == "~d3723dfa390886e5562a903a3a5561"
