"""The cost of a subscription for the member: prices, the member's share, choosing a price, asking to share."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from coin.members.enums import RepresentativeRole
from coin.members.models import Member, User
from coin.subscriptions.models import Price, SharingRequest, Subscription
from coin.subscriptions.prices.services import give_reduced_price
from coin.subscriptions.sharing.services import leave_split, split_cost
from tests.factories import MemberFactory, OfferFactory, RepresentativeFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | Member], Client]


@pytest.fixture
def client(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def line(alice: Member) -> Subscription:
    offer = OfferFactory.create(
        name="Radio", minimum=Decimal(5), maximum=Decimal(40), monthly_price=Decimal(15)
    )
    return SubscriptionFactory.create(
        member=alice, offer=offer, monthly_price=Decimal(15), term="quarterly"
    )


def share(line: Subscription, *who: Member, on: date | None = None) -> None:
    split_cost(
        line,
        starts_on=on or timezone.localdate(),
        mode="parts",
        shares=[(member, Decimal(1)) for member in who],
        actor=None,
        everyone_agreed=True,
    )


def test_the_price_is_said_by_term_with_its_history(
    sign_in: SignIn, alice: Member, line: Subscription
) -> None:
    give_reduced_price(
        line,
        monthly_price=Decimal(8),
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate() + timedelta(days=60),
        reason="between jobs",
        actor=None,
    )
    page = sign_in(alice).get(f"/espace/abonnements/{line.pk}/").content.decode()
    assert "24.00\xa0€ every three months" in page and "in advance" in page
    assert "reduced rate until" in page and "between jobs" in page


def test_a_member_chooses_their_price_within_the_bounds(
    sign_in: SignIn, alice: Member, line: Subscription
) -> None:
    client, url = sign_in(alice), f"/espace/abonnements/{line.pk}/prix/"
    page = client.get(url).content.decode()
    assert "lets others give less" in page and 'value="15' in page
    for wrong in ("4.99", "40.01", "much", ""):
        response = client.post(url, {"monthly_price": wrong})
        assert response.status_code == 422
        assert 'id="id_monthly_price_error"' in response.content.decode()
    assert not Price.objects.exists()
    assert client.post(url, {"monthly_price": "20"}).status_code == 302
    row = Price.objects.get()
    assert row.monthly_price == 20 and row.starts_on > timezone.localdate()


def test_a_price_that_is_not_free_has_no_page(sign_in: SignIn, alice: Member) -> None:
    line = SubscriptionFactory.create(member=alice)
    client = sign_in(alice)
    assert client.get(f"/espace/abonnements/{line.pk}/prix/").status_code == 404
    assert "/prix/" not in client.get(f"/espace/abonnements/{line.pk}/").content.decode()


def test_whoever_shares_sees_their_part_and_first_names_alone(
    sign_in: SignIn, alice: Member, bob: Member, line: Subscription
) -> None:
    share(line, alice, bob, MemberFactory.create(first_name="Carol", last_name="Roux"))
    client = sign_in(bob)
    assert "Radio" in client.get("/espace/services/").content.decode()
    page = client.get(f"/espace/abonnements/{line.pk}/").content.decode()
    assert "5.00\xa0€" in page and "15.00\xa0€" in page
    assert "Alice" in page and "Carol" in page and "Durand" not in page and "Roux" not in page
    for act in ("prix", "partage"):
        assert client.get(f"/espace/abonnements/{line.pk}/{act}/").status_code == 404


def test_a_part_to_come_is_said_and_one_that_is_over_opens_nothing(
    sign_in: SignIn, alice: Member, bob: Member, line: Subscription
) -> None:
    client, url = sign_in(bob), f"/espace/abonnements/{line.pk}/"
    assert client.get(url).status_code == 404
    share(line, alice, bob, on=timezone.localdate() + timedelta(days=9))
    assert "7.50\xa0€" in client.get(url).content.decode()
    leave_split(line, bob, on=timezone.localdate(), actor=None, everyone_agreed=True)
    assert client.get(url).status_code == 404


def test_a_member_asks_to_share_once(sign_in: SignIn, alice: Member, line: Subscription) -> None:
    client, url = sign_in(alice), f"/espace/abonnements/{line.pk}/partage/"
    assert client.post(url, {"words": ""}).status_code == 422
    assert client.post(url, {"words": "With Bob, halves"}).status_code == 302
    assert SharingRequest.objects.get().words == "With Bob, halves"
    again = client.post(url, {"words": "Again"})
    assert again.status_code == 422 and "asked already" in again.content.decode()
    assert url not in client.get(f"/espace/abonnements/{line.pk}/").content.decode()


def test_whoever_keeps_the_books_sees_the_cost_and_engages_nothing(
    sign_in: SignIn, alice: Member, line: Subscription
) -> None:
    books = RepresentativeFactory.create(member=alice, role=RepresentativeRole.ACCOUNTS).user
    client = sign_in(books)
    page = client.get(f"/espace/abonnements/{line.pk}/").content.decode()
    assert "15.00\xa0€" in page and "/prix/" not in page
    assert client.get(f"/espace/abonnements/{line.pk}/prix/").status_code == 403


@pytest.mark.parametrize("shared", [1, 3])
def test_the_services_page_takes_the_same_queries_however_many_lines_are_shared(
    sign_in: SignIn,
    alice: Member,
    bob: Member,
    shared: int,
    django_assert_num_queries: Callable[..., object],
) -> None:
    for _number in range(shared):
        share(SubscriptionFactory.create(member=alice), alice, bob)
    client = sign_in(bob)
    client.get("/espace/services/")
    with django_assert_num_queries(14):  # type: ignore[attr-defined]
        client.get("/espace/services/")
