"""From asked to ended: each move, what it asks of the service types, and what it refuses."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.utils import timezone

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry
from coin.core.transitions import TransitionRefused
from coin.members.models import Member, User
from coin.subscriptions import registry, services
from coin.subscriptions.enums import ServiceState, SubscriptionState
from coin.subscriptions.models import Offer, Service, Subscription
from tests.factories import MemberFactory, OfferFactory, OfferItemFactory


class KeyForm(forms.Form):
    key = forms.CharField(max_length=20)
    password = forms.CharField(required=False, widget=forms.PasswordInput)


class Recorder(registry.ServiceType):
    """A type that notes what it was asked."""

    slug = "recorder"
    label = "Recorder"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def parameters_form(self, data: Any = None, *, service: Service | None = None) -> forms.Form:
        return KeyForm(data)

    def request_activation(self, service: Service, *, actor: Any) -> None:
        self.asked.append(f"activation of {service.label}, {service.state}")

    def request_change(self, service: Service, *, actor: Any) -> None:
        self.asked.append(f"change to {service.parameters['key']} at {service.wanted_revision}")

    def request_suspension(self, service: Service, *, actor: Any) -> None:
        self.asked.append(f"suspension, {service.state}")

    def request_resumption(self, service: Service, *, actor: Any) -> None:
        self.asked.append(f"resumption, {service.state}")

    def request_termination(self, service: Service, *, actor: Any) -> None:
        self.asked.append(f"termination, {service.state}")


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    recorder = registry.register(Recorder())
    yield recorder
    registry._types.pop("recorder")


@pytest.fixture
def bundle(recorder: Recorder, db: None) -> Offer:
    """An offer at 8 € that holds a VPN of the recorder type and a mailbox made by hand."""
    offer = OfferFactory.create()
    OfferItemFactory.create(offer=offer, service_type="recorder", label="VPN", parameters={"speed": 100})
    OfferItemFactory.create(offer=offer, service_type="manual", label="Mailbox")
    return offer


@pytest.fixture
def asked_for(alice: Member, bundle: Offer, charlie: User) -> Subscription:
    vpn = bundle.items.get(label="VPN")
    return services.subscribe(alice, bundle, actor=charlie, parameters={vpn.pk: {"key": "k1"}})


def test_an_accepted_bundle_makes_one_pending_service_for_each_item(
    asked_for: Subscription, recorder: Recorder, charlie: User
) -> None:
    vpn, mailbox = services.accept(asked_for, actor=charlie)

    assert asked_for.state == SubscriptionState.ACCEPTED
    assert (vpn.state, vpn.login, vpn.parameters) == (
        ServiceState.PENDING,
        "alice-durand-recorder",
        {"speed": 100, "key": "k1", "password": ""},
    )
    assert (mailbox.login, mailbox.parameters) == (None, {})
    assert recorder.asked == ["activation of VPN, pending"]
    entry = AuditEntry.objects.get(action="subscriptions.accepted")
    assert (entry.actor, entry.member_number) == (charlie, asked_for.member.number)
    assert entry.changes == {"state": ["requested", "accepted"]}


def test_a_second_yes_is_refused_and_makes_nothing(asked_for: Subscription, charlie: User) -> None:
    twin = Subscription.objects.get(pk=asked_for.pk)
    services.accept(asked_for, actor=charlie)

    with pytest.raises(TransitionRefused):
        services.accept(twin, actor=charlie)
    assert asked_for.services.count() == 2
