import pytest

from coin.network.models import Pool
from coin.network.pools.services import create_pool
from coin.subscriptions.models import Service
from tests.factories.subscriptions import ServiceFactory


@pytest.fixture
def pool(db: None) -> Pool:
    """203.0.113.0/28: .2 to .14 can be assigned; a released address stays in quarantine for 10 days."""
    return create_pool(
        actor=None,
        name="VPN",
        prefix="203.0.113.0/28",
        slot_length=32,
        use="vpn",
        quarantine_days=10,
    )


@pytest.fixture
def pool_v6(db: None) -> Pool:
    """2001:db8::/40, cut into slots of /56."""
    return create_pool(
        actor=None,
        name="VPN v6",
        prefix="2001:db8::/40",
        slot_length=56,
        use="vpn",
        quarantine_days=10,
    )


@pytest.fixture
def service(db: None) -> Service:
    return ServiceFactory.create()
