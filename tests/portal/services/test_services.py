"""My services: what they are, whether they work, and the change of a key."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from coin.core.models import AuditEntry
from coin.members.models import Member, User
from coin.subscriptions.life.confirm import confirm_services
from coin.subscriptions.life.services import end
from coin.subscriptions.models import Service
from tests.portal.conftest import Hold, wireguard_key

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]


@pytest.fixture
def client(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_a_service_shows_its_addresses_and_that_it_works(
    sign_in: SignIn, alice: Member, hold_vpn: Hold
) -> None:
    service = hold_vpn(alice)
    page = sign_in(alice).get(f"/espace/services/{service.pk}/").content.decode()
    assert "198.51.100." in page and "2001:db8:4000:" in page
    assert "Works" in page and "hx-trigger" not in page


def test_a_new_key_is_recorded_asked_of_the_servers_and_watched_until_they_hold_it(
    sign_in: SignIn, alice: Member, hold_vpn: Hold
) -> None:
    service = hold_vpn(alice)
    client, url = sign_in(alice), f"/espace/services/{service.pk}/"
    new = wireguard_key(77)
    assert client.post(url, {"public_key": new}).headers["Location"] == f"{url}#state"
    service.refresh_from_db()
    assert service.parameters["public_key"] == new and not service.is_applied
    trace = AuditEntry.objects.filter(action="subscriptions.service_changed").get()
    assert trace.actor == alice.representatives.get().user
    part = client.get(f"{url}etat/").content.decode()
    assert "Change on its way" in part and 'hx-trigger="every 2s"' in part
    confirm_services({service.pk: service.wanted_revision})
    part = client.get(f"{url}etat/").content.decode()
    assert "Works" in part and "hx-trigger" not in part


def test_a_wrong_key_changes_nothing_and_is_told_beside_the_field(
    sign_in: SignIn, alice: Member, hold_vpn: Hold
) -> None:
    service = hold_vpn(alice)
    response = sign_in(alice).post(f"/espace/services/{service.pk}/", {"public_key": "abc"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="abc"' in page and 'id="id_public_key_error"' in page
    wanted = service.wanted_revision
    service.refresh_from_db()
    assert service.wanted_revision == wanted


def test_the_configuration_holds_everything_but_the_private_key(
    sign_in: SignIn, alice: Member, hold_vpn: Hold
) -> None:
    from provisioning.models import Deployment

    service = hold_vpn(alice)
    url = f"/espace/services/{service.pk}/"
    client = sign_in(alice)
    assert "Endpoint = ask the association" in client.get(url).content.decode()
    server = {"wireguard_public_key": wireguard_key(9), "wireguard_endpoint": "vpn.example:51820"}
    Deployment.objects.filter(service_type="vpn").update(variables=server)
    page = client.get(url).content.decode()
    assert "Endpoint = vpn.example:51820" in page
    assert f"PublicKey = {wireguard_key(9)}" in page
    assert "PrivateKey = your private key" in page
    assert "/32, 2001:db8:4000::1/128" in page


def test_a_service_that_is_over_is_shown_but_not_changed(
    sign_in: SignIn, alice: Member, hold_vpn: Hold
) -> None:
    service = hold_vpn(alice)
    end(service.subscription, actor=None, on=timezone.localdate())
    client, url = sign_in(alice), f"/espace/services/{service.pk}/"
    assert "id_public_key" not in client.get(url).content.decode()
    assert client.post(url, {"public_key": wireguard_key(5)}).status_code == 404
    assert "What I had" in client.get("/espace/services/").content.decode()


def test_the_list_costs_the_same_with_one_service_and_with_three(
    sign_in: SignIn, alice: Member, hold_vpn: Hold, django_assert_num_queries: Any
) -> None:
    client = sign_in(alice)
    for more in (1, 2):
        for _ in range(more):
            hold_vpn(alice)
        with django_assert_num_queries(11):
            client.get("/espace/services/")
    assert Service.objects.count() == 3
