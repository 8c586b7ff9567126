"""A subscription from its request to its end: each move, what it asks of the service types, and what it refuses."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry
from coin.core.transitions import TransitionRefused
from coin.members.models import Member, User
from coin.subscriptions.enums import ServiceState, SubscriptionState
from coin.subscriptions.life.change import change_service
from coin.subscriptions.life.confirm import confirm_services
from coin.subscriptions.life.request import subscribe
from coin.subscriptions.life.services import accept, end, refuse, resume, suspend
from coin.subscriptions.models import Service, Subscription
from tests.factories import OfferFactory, OfferItemFactory
from tests.subscriptions.recorder import Recorder


def test_an_accepted_bundle_makes_one_pending_service_for_each_item(
    asked_for: Subscription, recorder: Recorder, charlie: User
) -> None:
    vpn, mailbox = accept(asked_for, actor=charlie)

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
    accept(asked_for, actor=charlie)

    with pytest.raises(TransitionRefused):
        accept(twin, actor=charlie)
    assert asked_for.services.count() == 2


def test_a_login_is_free_even_in_a_bundle_of_twins(
    alice: Member, recorder: Recorder, charlie: User
) -> None:
    offer = OfferFactory.create()
    items = OfferItemFactory.create_batch(2, offer=offer, service_type="recorder")
    asked = subscribe(
        alice, offer, actor=charlie, parameters={item.pk: {"key": "k"} for item in items}
    )
    logins = [service.login for service in accept(asked, actor=charlie)]
    assert logins == ["alice-durand-recorder", "alice-durand-recorder2"]


def test_a_refusal_says_why(asked_for: Subscription, charlie: User) -> None:
    refuse(asked_for, actor=charlie, reason="The line is too long")

    assert asked_for.state == SubscriptionState.REFUSED
    assert AuditEntry.objects.get(action="subscriptions.refused").note == "The line is too long"
    with pytest.raises(TransitionRefused):
        accept(asked_for, actor=charlie)


def test_a_suspended_subscription_comes_back_through_the_servers(
    active: Subscription, recorder: Recorder, charlie: User, day: date
) -> None:
    suspend(active, actor=charlie, reason="unpaid")
    states = set(active.services.values_list("state", "wanted_revision"))
    assert (active.state, states) == (SubscriptionState.SUSPENDED, {(ServiceState.SUSPENDED, 2)})

    resume(active, actor=charlie)
    states = set(active.services.values_list("state", "wanted_revision"))
    assert (active.state, states) == (SubscriptionState.ACTIVE, {(ServiceState.PENDING, 3)})
    assert recorder.asked[1:] == ["suspension, suspended", "resumption, pending"]

    confirm_services({service.pk: 3 for service in active.services.all()})
    back = set(active.services.values_list("state", "active_on"))
    # A suspension does not change the first day of work.
    assert back == {(ServiceState.ACTIVE, day)}


def test_what_never_worked_is_set_up_again_when_resumed(
    asked_for: Subscription, charlie: User
) -> None:
    accept(asked_for, actor=charlie)
    suspend(asked_for, actor=charlie)
    resume(asked_for, actor=charlie)
    assert asked_for.state == SubscriptionState.ACCEPTED


def test_the_end_stops_every_service(
    active: Subscription, recorder: Recorder, charlie: User, day: date
) -> None:
    end(active, actor=charlie, on=day)

    assert (active.state, active.ended_on) == (SubscriptionState.ENDED, day)
    assert set(active.services.values_list("state", "ended_on", "wanted_revision")) == {
        (ServiceState.ENDED, day, 2)
    }
    assert recorder.asked[-1] == "termination, ended"
    for move in (suspend, resume):
        with pytest.raises(TransitionRefused):
            move(active, actor=charlie)
    with pytest.raises(TransitionRefused):
        end(active, actor=charlie, on=day)


def test_the_end_is_neither_to_come_nor_before_the_beginning(
    active: Subscription, charlie: User, day: date
) -> None:
    for on in (timezone.localdate() + timedelta(days=1), day - timedelta(days=1)):
        with pytest.raises(InvalidInput) as refusal:
            end(active, actor=charlie, on=on)
        assert refusal.value.field == "on"


def test_a_type_that_refuses_leaves_nothing_half_done(
    asked_for: Subscription, recorder: Recorder, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(service: Service, *, actor: Any) -> None:
        raise DomainError("the pool is full")

    monkeypatch.setattr(recorder, "request_activation", full)
    with pytest.raises(DomainError, match="full"):
        accept(asked_for, actor=charlie)
    asked_for.refresh_from_db()
    assert (asked_for.state, asked_for.services.count()) == (SubscriptionState.REQUESTED, 0)
    assert not AuditEntry.objects.filter(action="subscriptions.accepted").exists()


def test_a_change_goes_through_the_form_and_up_one_revision(
    active: Subscription, recorder: Recorder, charlie: User
) -> None:
    vpn = active.services.get(label="VPN")
    asked_at = vpn.changed_at
    new = {"key": "k2", "password": "s3cret"}
    assert change_service(vpn, actor=charlie, parameters=new)

    assert vpn.changed_at > asked_at
    assert vpn.parameters == {"speed": 100, **new}
    assert (vpn.wanted_revision, vpn.applied_revision, vpn.state) == (2, 1, ServiceState.ACTIVE)
    assert recorder.asked[-1] == "change to k2 at 2"
    entry = AuditEntry.objects.get(action="subscriptions.service_changed")
    assert entry.changes == {"key": ["k1", "k2"], "password": ["•••", "•••"]}

    asked_at = vpn.changed_at
    assert not change_service(vpn, actor=charlie, parameters=new)
    vpn.refresh_from_db()
    assert (vpn.wanted_revision, vpn.changed_at) == (2, asked_at)


def test_a_change_is_refused_by_the_form_or_when_it_is_over(
    active: Subscription, charlie: User, day: date
) -> None:
    vpn = active.services.get(label="VPN")
    with pytest.raises(InvalidInput) as refusal:
        change_service(vpn, actor=charlie, parameters={"key": "far too long for this field"})
    assert refusal.value.field == "key"

    end(active, actor=charlie, on=day)
    with pytest.raises(DomainError):
        change_service(vpn, actor=charlie, parameters={"key": "k2"})
