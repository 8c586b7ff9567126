"""A member's mandate in the portal: signed with a checked IBAN, shown, revoked; never another member's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coin.billing.enums import MandateState
from coin.billing.models import Mandate
from coin.core.models import Association
from coin.members.models import Member
from tests.billing.debits.conftest import IBAN, ICS, signed

pytestmark = pytest.mark.django_db
SIGN = "portal:mandate-sign"


@pytest.fixture
def creditor(db: None) -> Association:
    own = Association.current()
    own.name, own.iban, own.creditor_identifier = "Lilas", "FR7630006000011234567890189", ICS
    own.save()
    return own


def send(client: Client, **changes: str) -> Any:
    values = {"holder": "Alice Durand", "iban": IBAN, "accepts": "on"}
    return client.post(reverse(SIGN), {**values, **changes})


def test_signed_in_the_portal(
    creditor: Association, alice: Member, sign_in: Callable[[Member], Client]
) -> None:
    client = sign_in(alice)
    text = client.get(reverse(SIGN)).content.decode()
    assert ICS in text
    assert send(client).status_code == 302
    mandate = Mandate.objects.get(member=alice)
    assert (mandate.state, mandate.proof["login"]) == (MandateState.ACTIVE, "alice")
    shown = client.get(reverse("portal:debits")).content.decode()
    assert "2606" in shown
    assert IBAN not in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [("iban", "FR1420041010050500013M02607"), ("bic", "X"), ("holder", "Ω"), ("accepts", "")],
)
def test_what_is_wrong_is_said_beside_its_field(
    creditor: Association,
    alice: Member,
    sign_in: Callable[[Member], Client],
    field: str,
    value: str,
) -> None:
    answer = send(sign_in(alice), **{field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Mandate.objects.exists()


def test_without_an_identifier_nothing_is_offered(
    alice: Member, sign_in: Callable[[Member], Client]
) -> None:
    client = sign_in(alice)
    assert reverse(SIGN) not in client.get(reverse("portal:debits")).content.decode()
    assert send(client).status_code == 422
    assert not Mandate.objects.exists()


def test_revoked_by_its_member_alone(
    creditor: Association, alice: Member, bob: Member, sign_in: Callable[[Member], Client]
) -> None:
    mandate = signed(alice)
    url = reverse("portal:mandate-revoke", args=[mandate.pk])
    assert sign_in(bob).post(url, {"count": 1}).status_code == 404
    client = sign_in(alice)
    assert client.post(url, {"count": 1}).status_code == 302
    mandate.refresh_from_db()
    assert mandate.state == MandateState.REVOKED


def test_what_was_signed_can_be_kept_and_nobody_else_reads_it(
    creditor: Association, alice: Member, bob: Member, sign_in: Callable[[Member], Client]
) -> None:
    signed(alice)
    url = reverse("portal:mandate-pdf", args=[Mandate.objects.get(member=alice).pk])
    answer = sign_in(alice).get(url)
    assert answer.content.startswith(b"%PDF-")
    assert "no-store" in answer["Cache-Control"]
    assert sign_in(bob).get(url).status_code == 404
