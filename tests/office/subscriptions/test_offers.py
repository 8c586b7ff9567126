"""Offers in the office: created, changed, filled with services, closed, deleted."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from coin.core.models import AuditEntry
from coin.members.models import User
from coin.subscriptions.models import Offer, OfferItem
from tests.factories import OfferFactory, OfferItemFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db
FILLED = {
    "name": "Fibre de Lilas",
    "technology": "ftth",
    "monthly_price": "32.00",
    "minimum": "20",
    "maximum": "50",
    "setup_fee": "",
    "deposit": "50",
    "term": "quarterly",
    "in_arrears": "on",
    "suspended_price": "5",
    "billed_by_item": "on",
    "vat_rate": "",
    "open_to_new": "on",
}


@pytest.fixture
def client(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def url_of(name: str, *pks: int) -> str:
    return reverse(f"office:offer{name}", args=pks)


def test_an_offer_is_made_filled_and_changed(office: Client, treasurer: User) -> None:
    assert office.post(url_of("-new"), FILLED).status_code == 302
    offer = Offer.objects.get()
    assert offer.slug == "fibre-de-lilas" and offer.setup_fee == 0
    assert (offer.minimum, offer.maximum, offer.deposit) == (Decimal(20), Decimal(50), Decimal(50))
    assert offer.term == "quarterly" and offer.in_arrears and offer.billed_by_item
    page = office.get(url_of("", offer.pk)).content.decode()
    assert "96.00\xa0€ every three months" in page and "nobody can subscribe" in page

    item = {"label": "Line", "service_type": "manual", "weight": "3"}
    office.post(url_of("-item-new", offer.pk), item)
    made = OfferItem.objects.get()
    assert made.weight == 3
    office.post(url_of("-item", made.pk), item | {"label": "Fibre line"})
    assert "Fibre line" in office.get(url_of("", offer.pk)).content.decode()

    office.post(url_of("-edit", offer.pk), FILLED | {"monthly_price": "34.00"})
    offer.refresh_from_db()
    assert offer.monthly_price == Decimal("34.00") and offer.slug == "fibre-de-lilas"
    acts = AuditEntry.objects.filter(action__startswith="subscriptions.offer")
    assert acts.count() == 4 and all(act.actor == treasurer for act in acts)

    office.post(url_of("-item-remove", made.pk), {"count": "1"})
    assert not offer.items.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "VPN"}, "name"),
        ({"technology": "smoke"}, "technology"),
        ({"monthly_price": "-1"}, "monthly_price"),
        ({"monthly_price": "abc"}, "monthly_price"),
        ({"monthly_price": "99999999"}, "monthly_price"),
        ({"minimum": "33"}, "minimum"),
        ({"minimum": ""}, "minimum"),
        ({"maximum": "31"}, "maximum"),
        ({"deposit": "-1"}, "deposit"),
        ({"suspended_price": "33"}, "suspended_price"),
        ({"vat_rate": "101"}, "vat_rate"),
        ({"term": "weekly"}, "term"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    office: Client, wrong: dict[str, str], field: str
) -> None:
    OfferFactory.create(name="vpn")
    response = office.post(url_of("-new"), FILLED | wrong)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert Offer.objects.count() == 1


def test_what_runs_keeps_what_was_agreed(office: Client) -> None:
    offer = OfferFactory.create(name="VPN")
    subscription = SubscriptionFactory.create(offer=offer, monthly_price=Decimal("8.00"))
    office.post(url_of("-edit", offer.pk), FILLED)
    subscription.refresh_from_db()
    assert (subscription.monthly_price, subscription.term, subscription.deposit) == (
        Decimal(8),
        "monthly",
        Decimal(0),
    )


def test_an_offer_is_closed_opened_and_deleted_while_nobody_had_it(office: Client) -> None:
    offer = OfferFactory.create()
    for is_open in (False, True):
        office.post(url_of("-move", offer.pk), {"count": "1"})
        offer.refresh_from_db()
        assert offer.open_to_new is is_open
    subscription = SubscriptionFactory.create(offer=offer)
    assert "Somebody subscribed" in office.get(url_of("-delete", offer.pk)).content.decode()
    assert office.post(url_of("-delete", offer.pk), {"count": "1"}).status_code == 409
    subscription.delete()
    office.post(url_of("-delete", offer.pk), {"count": "1"})
    assert not Offer.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"label": ""}, "label"),
        ({"service_type": "teleport"}, "service_type"),
        ({"weight": "-1"}, "weight"),
        ({"weight": "1001"}, "weight"),
    ],
)
def test_a_wrong_service_is_said_at_its_field(
    office: Client, wrong: dict[str, str], field: str
) -> None:
    item = OfferItemFactory.create()
    typed = {"label": "Line", "service_type": "manual", "weight": "1"} | wrong
    response = office.post(url_of("-item", item.pk), typed)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()


def test_whoever_only_sees_may_not_change(
    sign_in: Callable[[User], Client], volunteer: Callable[..., User]
) -> None:
    offer = OfferFactory.create()
    client = sign_in(volunteer("subscriptions.see", "subscriptions.edit"))
    assert url_of("-edit", offer.pk) not in client.get(url_of("", offer.pk)).content.decode()
    assert client.get(url_of("-edit", offer.pk)).status_code == 403
