import pytest
from django.test import Client
from django.urls import reverse

from coin.network.assignments.releasing import release
from coin.network.models import Pool
from coin.network.pools.services import create_pool
from coin.network.pools.slot_map import slot_map
from coin.office.addresses.pool_picture import picture
from coin.subscriptions.models import Service

pytestmark = pytest.mark.django_db


def test_a_pool_is_created_and_wrong_values_stand_beside_their_field(office: Client) -> None:
    url = reverse("office:pool-new")
    wrong = {"name": "a", "prefix": "203.0.113.1/24", "slot_length": "32", "use": "vpn"}
    response = office.post(url, wrong)
    assert response.status_code == 422
    assert 'id="id_prefix_error"' in response.content.decode()
    office.post(url, {**wrong, "prefix": "203.0.113.0/24"})
    assert Pool.objects.get().prefix == "203.0.113.0/24"


def test_the_picture_has_a_square_for_each_slot_and_says_who_holds_it(
    pool: Pool, held: Service
) -> None:
    drawn = picture(slot_map(pool))
    assert len(drawn.squares) == 256
    assert (drawn.width, drawn.height) == (320, 80)
    first, _gateway, taken, free = drawn.squares[:4]
    assert [first.kind, taken.kind, free.kind] == ["reserved", "used used-4", "free"]
    assert str(held.subscription.member) in taken.words


def test_a_large_pool_is_drawn_by_shares(db: None) -> None:
    large = create_pool(actor=None, name="v6", prefix="2001:db8::/40", slot_length=56, use="vpn")
    drawn = picture(slot_map(large))
    assert len(drawn.squares) == 1024
    assert drawn.slots_per_square == 64


def test_quarantine_is_shown(office: Client, pool: Pool, held: Service) -> None:
    release(held.assignments.get(), actor=None)
    page = office.get(reverse("office:pool", args=[pool.pk])).content.decode()
    assert page.count('class="quarantined"') == 2  # the square and the legend's
