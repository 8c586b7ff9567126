"""A member chooses an offer, reads what it means, and asks for it."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from coin.core.models import AuditEntry
from coin.members.models import Member, User
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.models import Offer, Subscription
from tests.portal.conftest import wireguard_key

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]
URL = "/espace/abonnements/nouveau/vpn/"


@pytest.fixture
def client(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def choice(offer: Offer, **changed: str) -> dict[str, str]:
    key = f"item{offer.items.get().pk}-public_key"
    return {"monthly_price": "6.50", key: wireguard_key(3), "note": "For my attic", **changed}


def test_the_preview_says_what_is_asked_and_writes_nothing(
    sign_in: SignIn, alice: Member, vpn: Offer
) -> None:
    response = sign_in(alice).post(URL, {**choice(vpn), "step": "preview"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "You ask for “VPN” at 6.50" in page and wireguard_key(3) in page
    assert not Subscription.objects.exists()


def test_what_was_previewed_is_what_is_asked(sign_in: SignIn, alice: Member, vpn: Offer) -> None:
    response = sign_in(alice).post(URL, {**choice(vpn), "step": "confirm"})
    assert response.headers["Location"] == "/espace/services/"
    subscription = Subscription.objects.get()
    assert subscription.state == SubscriptionState.REQUESTED
    assert subscription.member == alice and subscription.monthly_price == Decimal("6.50")
    assert subscription.note == "For my attic"
    assert list(subscription.requested_parameters.values()) == [{"public_key": wireguard_key(3)}]
    trace = AuditEntry.objects.get(action="subscriptions.requested")
    assert trace.actor == alice.representatives.get().user and trace.member_number == alice.number


def test_one_may_go_back_with_what_one_typed(sign_in: SignIn, alice: Member, vpn: Offer) -> None:
    response = sign_in(alice).post(URL, {**choice(vpn), "step": "edit"})
    page = response.content.decode()
    assert 'value="6.50"' in page and "For my attic" in page and wireguard_key(3) in page


@pytest.mark.parametrize("step", ["preview", "confirm"])
def test_less_than_the_least_price_is_refused_beside_the_field(
    sign_in: SignIn, alice: Member, vpn: Offer, step: str
) -> None:
    data = {**choice(vpn, monthly_price="4.99"), "step": step}
    response = sign_in(alice).post(URL, data)
    assert response.status_code == 422
    assert "At least 5.00" in response.content.decode()
    assert not Subscription.objects.exists()


def test_a_missing_key_is_told(sign_in: SignIn, alice: Member, vpn: Offer) -> None:
    response = sign_in(alice).post(URL, {"monthly_price": "8", "step": "preview"})
    assert response.status_code == 422
    assert f"id_item{vpn.items.get().pk}-public_key_error" in response.content.decode()


def test_who_has_left_subscribes_to_nothing(sign_in: SignIn, alice: Member, vpn: Offer) -> None:
    alice.left_on = alice.joined_on
    alice.save()
    response = sign_in(alice).post(URL, {**choice(vpn), "step": "confirm"})
    assert response.status_code == 409
    assert "no longer a member" in response.content.decode()
    assert not Subscription.objects.exists()
