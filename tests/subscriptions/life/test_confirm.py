"""Servers and volunteers confirm services: which ones become ACTIVE, which mails leave, and in how many queries."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry
from coin.members.models import User
from coin.subscriptions.enums import ServiceState, SubscriptionState
from coin.subscriptions.life.confirm import confirm_service, confirm_services, record_errors
from coin.subscriptions.life.services import accept, suspend
from coin.subscriptions.models import Service, Subscription
from tests.factories import ServiceFactory, SubscriptionFactory

ACTIVATED = "subscriptions.service_activated"


def _pending(**fields: object) -> Service:
    subscription = SubscriptionFactory.create(state=SubscriptionState.ACCEPTED, active_on=None)
    return ServiceFactory.create(
        **{"subscription": subscription, "state": ServiceState.PENDING, "active_on": None, **fields}
    )


def test_a_bundle_is_active_when_its_last_service_is(
    asked_for: Subscription, charlie: User, day: date
) -> None:
    vpn, mailbox = accept(asked_for, actor=charlie)
    confirm_services({vpn.pk: 1}, on=day)

    vpn.refresh_from_db()
    asked_for.refresh_from_db()
    assert (vpn.state, vpn.active_on, vpn.applied_revision) == (ServiceState.ACTIVE, day, 1)
    assert asked_for.state == SubscriptionState.ACCEPTED

    later = day + timedelta(days=2)
    confirm_services({mailbox.pk: 1}, on=later)
    asked_for.refresh_from_db()
    assert (asked_for.state, asked_for.active_on) == (SubscriptionState.ACTIVE, later)
    entry = AuditEntry.objects.get(action="subscriptions.activated")
    assert (entry.actor, entry.member_number) == (None, asked_for.member.number)
    assert entry.changes == {"state": ["accepted", "active"]}


def test_a_second_confirmation_is_one_question_and_no_trace(db: None) -> None:
    service = _pending()
    confirm_services({service.pk: 1})
    entries_before = AuditEntry.objects.count()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert confirm_services({service.pk: 1}) == []
    assert len([query for query in queries if "SELECT" in query["sql"]]) == 1
    assert not [query for query in queries if "UPDATE" in query["sql"]]
    assert AuditEntry.objects.count() == entries_before == 2


def test_a_change_on_its_way_holds_the_activation(db: None) -> None:
    service = _pending(wanted_revision=2)
    assert confirm_services({service.pk: 1}) == []
    service.refresh_from_db()
    assert (service.state, service.applied_revision) == (ServiceState.PENDING, 1)

    assert confirm_services({service.pk: 2}) == [service.pk]


def test_what_was_reached_never_goes_back(db: None) -> None:
    service = ServiceFactory.create(wanted_revision=5, applied_revision=4)
    confirm_services({service.pk: 3})
    service.refresh_from_db()
    assert service.applied_revision == 4


def test_a_suspension_that_the_servers_hold_stays_a_suspension(
    active: Subscription, charlie: User
) -> None:
    suspend(active, actor=charlie)
    confirm_services({service.pk: 2 for service in active.services.all()})
    assert set(active.services.values_list("state", "applied_revision")) == {
        (ServiceState.SUSPENDED, 2)
    }


def test_an_error_stays_until_the_service_is_held_as_wanted(db: None) -> None:
    record_errors({})
    one = ServiceFactory.create(applied_revision=1)
    other = _pending()
    record_errors({one.pk: "no route to vpn1", other.pk: "no route to vpn1"})
    assert set(Service.objects.values_list("error", flat=True)) == {"no route to vpn1"}

    confirm_services({one.pk: 1, other.pk: 1})
    assert set(Service.objects.values_list("error", flat=True)) == {""}


def test_unknown_services_are_left_alone(db: None) -> None:
    assert confirm_services({}) == confirm_services({404: 1}) == []


@pytest.mark.django_db
def test_the_number_of_queries_is_the_same_for_two_and_for_forty() -> None:
    counts = []
    for size in (2, 40):
        reached = {_pending(wanted_revision=1 + n % 2).pk: 1 + n % 2 for n in range(size)}
        with CaptureQueriesContext(connection) as queries:
            assert len(confirm_services(reached)) == size
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_a_volunteer_ticks_off_what_was_done_by_hand(
    asked_for: Subscription, charlie: User, day: date
) -> None:
    _vpn, mailbox = accept(asked_for, actor=charlie)
    confirm_service(mailbox, actor=charlie, on=day)

    assert (mailbox.state, mailbox.active_on, mailbox.is_applied) == (
        ServiceState.ACTIVE,
        day,
        True,
    )
    assert AuditEntry.objects.get(action=ACTIVATED).actor == charlie
    with pytest.raises(DomainError):
        confirm_service(mailbox, actor=charlie)

    suspend(asked_for, actor=charlie)
    confirm_service(mailbox, actor=charlie)
    assert (mailbox.state, mailbox.is_applied) == (ServiceState.SUSPENDED, True)
    assert AuditEntry.objects.get(action="subscriptions.service_done_by_hand").actor == charlie


def test_nobody_ticks_off_what_the_servers_do_nor_the_future(
    asked_for: Subscription, charlie: User
) -> None:
    vpn, mailbox = accept(asked_for, actor=charlie)
    with pytest.raises(DomainError):
        confirm_service(vpn, actor=charlie)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(InvalidInput):
        confirm_service(mailbox, actor=charlie, on=tomorrow)
    assert mailbox.state == ServiceState.PENDING
