from datetime import date, timedelta

import pytest
from django.utils import timezone

from coin.subscriptions import registry
from coin.subscriptions.enums import ServiceState, SubscriptionState, Technology
from coin.subscriptions.life.queries import (
    count_subscribers,
    held_by_departed,
    live_services,
    waiting_for_a_hand,
    wanted_services,
)
from coin.subscriptions.manual import Manual
from tests.factories import MemberFactory, OfferFactory, ServiceFactory, SubscriptionFactory
from tests.subscriptions.recorder import Recorder

pytestmark = pytest.mark.django_db


def test_services_that_hold_something_and_those_that_must_work() -> None:
    services = {
        state: ServiceFactory.create(service_type="vpn", state=state) for state in ServiceState
    }
    ServiceFactory.create(service_type="line")

    assert set(live_services("vpn")) == set(services.values()) - {services[ServiceState.ENDED]}
    assert set(wanted_services("vpn")) == {
        services[ServiceState.PENDING],
        services[ServiceState.ACTIVE],
    }


def test_a_member_with_two_accesses_is_one_subscriber() -> None:
    vpn, line, mail = (
        OfferFactory.create(technology=technology)
        for technology in (Technology.VPN, Technology.DSL, Technology.MAIL)
    )
    member = MemberFactory.create()
    for offer in (vpn, vpn, line, mail):
        SubscriptionFactory.create(member=member, offer=offer)
    SubscriptionFactory.create(offer=line)
    SubscriptionFactory.create(offer=mail)
    SubscriptionFactory.create(offer=vpn, state=SubscriptionState.SUSPENDED)

    assert count_subscribers() == 2
    assert count_subscribers([Technology.VPN]) == 1
    assert count_subscribers([Technology.MAIL]) == 2


def test_a_hand_is_asked_for_what_no_room_automates(recorder: Recorder) -> None:
    by_hand = ServiceFactory.create(applied_revision=0)
    yesterday = timezone.now() - timedelta(days=1)
    unknown = ServiceFactory.create(
        service_type="telegraph", applied_revision=0, changed_at=yesterday
    )
    ServiceFactory.create(service_type="recorder", applied_revision=0)
    ServiceFactory.create(applied_revision=1)
    assert list(waiting_for_a_hand()) == [unknown, by_hand]  # oldest first


def test_what_the_departed_still_hold(day: date) -> None:
    subscription = SubscriptionFactory.create(member=MemberFactory.create(left_on=day))
    SubscriptionFactory.create(member=subscription.member, state=SubscriptionState.ENDED)
    SubscriptionFactory.create()
    assert list(held_by_departed(day)) == [subscription]


def test_a_type_is_registered_once_and_the_unknown_is_done_by_hand() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        registry.register(Manual())
    assert registry.get("telegraph").slug == "manual"
