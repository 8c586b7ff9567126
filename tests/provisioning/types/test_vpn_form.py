"""The form where a member pastes a WireGuard key."""

from collections.abc import Callable

import pytest

from coin.subscriptions.models import Service
from provisioning.types.vpn import Vpn
from tests.provisioning.conftest import public_key

pytestmark = pytest.mark.django_db


def test_a_key_is_taken_as_it_is() -> None:
    form = Vpn().parameters_form({"public_key": f" {public_key(7)} \n"})
    assert form.is_valid()
    assert form.cleaned_data == {"public_key": public_key(7)}


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "required"),
        ("not a key", "invalid"),
        (public_key(7)[:-2] + "=", "invalid"),
        (
            public_key(7)[:-2] + "B=",
            "invalid",
        ),  # the last two bits are not zero: a second text for the same bytes
        ("é" + public_key(7)[1:], "invalid"),
        ("A" * 43 + "=", "zero"),
    ],
)
def test_what_is_no_key_is_refused(key: str, code: str) -> None:
    form = Vpn().parameters_form({"public_key": key})
    assert [error.code for error in form.errors.as_data()["public_key"]] == [code]


def test_two_services_cannot_share_a_key(promise: Callable[..., Service]) -> None:
    service = promise("vpn", public_key=public_key(7))
    again = {"public_key": public_key(7)}
    assert Vpn().parameters_form(again, service=service).is_valid()
    form = Vpn().parameters_form(again)
    assert [error.code for error in form.errors.as_data()["public_key"]] == ["taken"]


def test_a_service_without_a_key_says_so(promise: Callable[..., Service]) -> None:
    assert str(Vpn().missing(promise("vpn"))) == ""
    assert "public key" in str(Vpn().missing(Service(parameters={})))
