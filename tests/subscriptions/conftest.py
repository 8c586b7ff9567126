from collections.abc import Iterator
from datetime import date

import pytest

from coin.members.models import Member, User
from coin.subscriptions import registry
from coin.subscriptions.life.confirm import confirm_services
from coin.subscriptions.life.request import subscribe
from coin.subscriptions.life.services import accept
from coin.subscriptions.models import Offer, Subscription
from tests.factories import OfferFactory, OfferItemFactory
from tests.subscriptions.recorder import Recorder


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    registry.register(recorder)
    yield recorder
    registry._types.pop("recorder")


@pytest.fixture
def bundle(recorder: Recorder, db: None) -> Offer:
    """A bundle at 8 €: a VPN of the recorder type, and a mailbox that a volunteer sets up by hand."""
    offer = OfferFactory.create()
    OfferItemFactory.create(
        offer=offer, service_type="recorder", label="VPN", parameters={"speed": 100}
    )
    OfferItemFactory.create(offer=offer, service_type="manual", label="Mailbox")
    return offer


@pytest.fixture
def asked_for(alice: Member, bundle: Offer, charlie: User) -> Subscription:
    vpn = bundle.items.get(label="VPN")
    return subscribe(alice, bundle, actor=charlie, parameters={vpn.pk: {"key": "k1"}})


@pytest.fixture
def active(asked_for: Subscription, charlie: User, day: date) -> Subscription:
    made = accept(asked_for, actor=charlie)
    confirm_services({service.pk: 1 for service in made}, on=day)
    asked_for.refresh_from_db()
    return asked_for
