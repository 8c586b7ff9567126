from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from coin.network.models import Assignment
from coin.subscriptions.enums import SubscriptionState
from coin.subscriptions.models import Service, Subscription
from tests.factories import (
    MemberFactory,
    OfferFactory,
    OfferItemFactory,
    ServiceFactory,
    SubscriptionFactory,
)

pytestmark = pytest.mark.django_db


def test_a_subscription_at_a_free_price_is_requested_then_accepted_and_ticked_off(
    office: Client,
) -> None:
    member = MemberFactory.create()
    offer = OfferFactory.create(monthly_price=Decimal("2.00"), minimum=Decimal("1.00"))
    OfferItemFactory.create(offer=offer)
    choice = office.get(reverse("office:offer-choice", args=[member.number])).content.decode()
    url = reverse("office:subscription-new", args=[member.number, offer.slug])
    assert url in choice
    office.post(url, {"monthly_price": "3,50", "note": "pour tester"})
    subscription = Subscription.objects.get()
    assert subscription.monthly_price == Decimal("3.50")

    accept = reverse("office:subscription-accept", args=[subscription.pk])
    assert offer.name in office.get(accept).content.decode()
    assert Service.objects.count() == 0
    office.post(accept, {"count": "1"})
    service = Service.objects.get()
    office.post(
        reverse("office:service-done", args=[service.pk]), {"count": "1", "on": "2026-11-01"}
    )
    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.ACTIVE
    assert subscription.active_on == date(2026, 11, 1)


def test_a_price_under_the_least_is_refused_beside_its_field(office: Client) -> None:
    offer = OfferFactory.create(monthly_price=Decimal("2.00"), minimum=Decimal("1.00"))
    OfferItemFactory.create(offer=offer)
    url = reverse("office:subscription-new", args=[MemberFactory.create().number, offer.slug])
    response = office.post(url, {"monthly_price": "0,50", "note": "un mot"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_monthly_price_error"' in page and "un mot" in page


def test_what_a_service_needs_is_asked_and_checked(office: Client) -> None:
    offer = OfferFactory.create()
    item = OfferItemFactory.create(offer=offer, service_type="vpn")
    url = reverse("office:subscription-new", args=[MemberFactory.create().number, offer.slug])
    name = f"item{item.pk}-public_key"
    assert f'name="{name}"' in office.get(url).content.decode()
    response = office.post(url, {name: "not a key"})
    assert response.status_code == 422
    assert "not a key" in response.content.decode()
    key = "sMbY8lWqBqkO7oZUTwS1w2Yk1V4vY0r0V4Jw0Zb8Q1A="
    assert office.post(url, {name: key}).status_code == 302
    assert Subscription.objects.get().requested_parameters[str(item.pk)]["public_key"] == key


@pytest.mark.parametrize(
    ("before", "move", "data", "after"),
    [
        ("requested", "refuse", {"reason": "pas de ligne"}, "refused"),
        ("active", "suspend", {"on": "2026-11-01"}, "suspended"),
        ("suspended", "resume", {"on": "2026-11-01"}, "active"),
        ("active", "end", {"on": "2026-11-01"}, "ended"),
    ],
)
def test_a_move_is_shown_then_done(
    office: Client, before: str, move: str, data: dict[str, str], after: str
) -> None:
    subscription = SubscriptionFactory.create(state=before)
    url = reverse(f"office:subscription-{move}", args=[subscription.pk])
    assert office.get(url).status_code == 200
    subscription.refresh_from_db()
    assert subscription.state == before
    office.post(url, {"count": "1", **data})
    subscription.refresh_from_db()
    assert subscription.state == after


def test_a_move_that_is_no_longer_possible_says_so_and_offers_no_button(office: Client) -> None:
    subscription = SubscriptionFactory.create(state="ended")
    url = reverse("office:subscription-suspend", args=[subscription.pk])
    assert "btn-danger" not in office.get(url).content.decode()
    assert office.post(url, {"count": "1", "on": "2026-11-01"}).status_code == 409


def test_ending_shows_the_addresses_that_are_given_back(office: Client, held: Service) -> None:
    url = reverse("office:subscription-end", args=[held.subscription_id])
    assert "203.0.113.2" in office.get(url).content.decode()
    assert Assignment.objects.get().released_at is None


def test_a_press_on_a_preview_that_has_changed_does_nothing(office: Client) -> None:
    subscription = SubscriptionFactory.create(state="active")
    url = reverse("office:subscription-end", args=[subscription.pk])
    response = office.post(url, {"count": "2", "on": "2026-11-01", "reason": "un mot"})
    subscription.refresh_from_db()
    assert response.status_code == 409
    assert subscription.state == "active"
    assert "un mot" in response.content.decode()


def test_the_record_shows_services_their_state_and_addresses(office: Client, held: Service) -> None:
    Service.objects.filter(pk=held.pk).update(error="le serveur ne répond pas", wanted_revision=2)
    page = office.get(reverse("office:subscription", args=[held.subscription_id])).content.decode()
    assert 'data-copy="203.0.113.2"' in page
    assert "le serveur ne répond pas" in page
    assert reverse("office:service-done", args=[held.pk]) in page
    assert reverse("office:subscription-suspend", args=[held.subscription_id]) in page
    assert ServiceFactory.create().label in page
