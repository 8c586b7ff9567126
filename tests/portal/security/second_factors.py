"""Second factors for tests: the acts of a person with a phone."""

import time
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tests.factories.members import PASSWORD

HERE = "/compte/securite/"


@pytest.fixture
def stopped_clock() -> Iterator[None]:
    """Stop the clock of this process, and of the server in it, so that a code is still valid when it is typed."""
    with time_machine.travel(time.time(), tick=False):
        yield


def come_in(client: Client, login: str = "alice", password: str = PASSWORD) -> str:
    """Sign in by the form; returns the address to which it leads."""
    response = client.post("/connexion/", {"login": login, "password": password})
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def code_of(secret: str, *, steps: int = 0) -> str:
    """The code that an application shows `steps` half-minutes from now. Needs the fixture `stopped_clock`."""
    assert time.time_ns() == time.time_ns(), "on a busy machine this code is too old once typed"
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def add_application(client: Client) -> str:
    """Set up an application; returns its secret."""
    page = client.get(f"{HERE}application/")
    assert page.status_code == 200
    secret: str = client.session["mfa.totp.secret"]
    done = client.post(f"{HERE}application/", {"code": code_of(secret, steps=-1)})
    assert done.status_code == 302, done.content.decode()
    return secret
