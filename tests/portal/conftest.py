"""An offer with a VPN, pools of addresses, and services that members hold."""

import base64
from collections.abc import Callable
from decimal import Decimal

import pytest

from coin.core.models import Association
from coin.members.models import Member
from coin.network.models import Pool
from coin.network.pools.services import create_pool
from coin.subscriptions.life.confirm import confirm_services
from coin.subscriptions.life.request import subscribe
from coin.subscriptions.life.services import accept
from coin.subscriptions.models import Offer, Service
from tests.factories import DeploymentFactory, OfferFactory, OfferItemFactory

Hold = Callable[[Member], Service]


def wireguard_key(seed: int) -> str:
    """A well-formed WireGuard public key, different for each seed."""
    return base64.b64encode(seed.to_bytes(32, "big")).decode()


@pytest.fixture(autouse=True)
def association(db: None) -> Association:
    """The association's row, made before the test so that no page makes it: the queries of pages are counted."""
    return Association.current()


@pytest.fixture
def pools(db: None) -> list[Pool]:
    blocks = [("VPN IPv4", "198.51.100.0/24", 32), ("VPN IPv6", "2001:db8:4000::/36", 56)]
    return [
        create_pool(name=name, prefix=prefix, slot_length=length, use="vpn", actor=None)
        for name, prefix, length in blocks
    ]


@pytest.fixture
def vpn(pools: list[Pool]) -> Offer:
    """A VPN at a free price: at least 5 euros a month, 8 advised."""
    DeploymentFactory.create(service_type="vpn", slug="vpn")
    offer = OfferFactory.create(slug="vpn", name="VPN", minimum=Decimal("5.00"))
    OfferItemFactory.create(offer=offer, service_type="vpn", label="VPN")
    return offer


@pytest.fixture
def hold_vpn(vpn: Offer) -> Hold:
    """`hold_vpn(alice)`: a VPN that Alice has requested, a volunteer has accepted and the servers have confirmed."""
    made: list[Service] = []

    def hold(member: Member) -> Service:
        chosen = {vpn.items.get().pk: {"public_key": wireguard_key(len(made) + 1)}}
        subscription = subscribe(member, vpn, actor=None, parameters=chosen)
        [service] = accept(subscription, actor=None)
        confirm_services({service.pk: service.wanted_revision})
        service.refresh_from_db()
        made.append(service)
        return service

    return hold
