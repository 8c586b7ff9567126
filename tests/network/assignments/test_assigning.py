from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry
from coin.members.models import User
from coin.network.assignments.assigning import assign, assign_for
from coin.network.assignments.releasing import release
from coin.network.errors import AddressTaken, NoPool, PoolClosed, PoolFull, ServiceEnded
from coin.network.models import Assignment, Pool
from coin.network.pools.services import create_pool, edit_pool
from coin.subscriptions.enums import ServiceState
from coin.subscriptions.models import Service
from tests.factories.subscriptions import ServiceFactory


def test_the_lowest_slot_is_given_and_recorded(
    pool: Pool, service: Service, volunteer: Callable[..., User]
) -> None:
    actor = volunteer()
    assignment = assign(pool, service, actor=actor)
    assert assignment.address == "203.0.113.2"
    stored = Assignment.objects.get()
    assert (stored, stored.service, stored.released_at) == (assignment, service, None)
    assert stored.assigned_at == assignment.assigned_at
    entry = AuditEntry.objects.get(action="network.assigned")
    assert (entry.actor, entry.subject_id, entry.subject_label) == (
        actor,
        stored.pk,
        "203.0.113.2",
    )
    assert entry.member_number == service.subscription.member.number
    assert entry.changes == {"service": [None, str(service)]}


def test_a_prefix_is_given_like_an_address(pool_v6: Pool, service: Service) -> None:
    given = [assign(pool_v6, service, actor=None).address for _ in range(3)]
    assert given == ["2001:db8::/56", "2001:db8:0:100::/56", "2001:db8:0:200::/56"]
    assert assign(pool_v6, service, actor=None, address="2001:db8:ff:ff00::/56").slot == 2**16 - 1


def test_a_chosen_slot_leaves_the_others_in_order(pool: Pool, service: Service) -> None:
    assert assign(pool, service, actor=None, address="203.0.113.3").slot == 3
    assert [assign(pool, service, actor=None).slot for _ in range(3)] == [2, 4, 5]


def test_a_held_slot_is_refused(pool: Pool, service: Service) -> None:
    assign(pool, service, actor=None, address="203.0.113.3")
    with pytest.raises(AddressTaken) as refusal:
        assign(pool, service, actor=None, address="203.0.113.3")
    assert refusal.value.status == 409
    assert Assignment.objects.count() == 1


def test_a_slot_in_quarantine_is_refused_unless_forced(pool: Pool, service: Service) -> None:
    release(assign(pool, service, actor=None), actor=None)
    with pytest.raises(AddressTaken):
        assign(pool, service, actor=None, address="203.0.113.2")
    assert assign(pool, service, actor=None).slot == 3
    forced = assign(pool, service, actor=None, address="203.0.113.2", forced=True)
    assert forced.address == "203.0.113.2"


def test_a_full_pool_is_an_answer(pool: Pool, service: Service) -> None:
    assignments = [assign(pool, service, actor=None) for _ in range(13)]
    with pytest.raises(PoolFull, match="VPN") as refusal:
        assign(pool, service, actor=None)
    assert refusal.value.status == 409
    release(assignments[4], actor=None)
    with pytest.raises(PoolFull, match=r"\d\d:\d\d"):
        assign(pool, service, actor=None)
    assert Assignment.objects.filter(released_at=None).count() == 12


def test_a_closed_pool_and_an_ended_service_are_refused(pool: Pool, service: Service) -> None:
    ended = ServiceFactory.create(state=ServiceState.ENDED)
    with pytest.raises(ServiceEnded):
        assign(pool, ended, actor=None)
    edit_pool(pool, actor=None, is_open=False)
    with pytest.raises(PoolClosed):
        assign(pool, service, actor=None)
    assert not Assignment.objects.exists()


def test_a_slot_may_be_given_from_a_moment_past(pool: Pool, service: Service) -> None:
    moment = timezone.now() - timedelta(days=400)
    assert assign(pool, service, actor=None, at=moment).assigned_at == moment
    with pytest.raises(InvalidInput):
        assign(pool, service, actor=None, at=timezone.now() + timedelta(hours=1))


@pytest.mark.parametrize("address", [None, "203.0.113.2"])
def test_two_periods_of_a_slot_never_overlap(
    pool: Pool, service: Service, address: str | None
) -> None:
    edit_pool(pool, actor=None, quarantine_days=0)
    start = timezone.now() - timedelta(days=30)
    first = assign(pool, service, actor=None, at=start)
    release(first, actor=None, at=start + timedelta(days=20))
    with pytest.raises(AddressTaken):
        assign(pool, service, actor=None, address=address, at=start + timedelta(days=19))
    second = assign(pool, service, actor=None, address=address, at=start + timedelta(days=20))
    assert second.slot == first.slot


def test_a_slot_is_held_after_its_last_holder_even_when_clocks_differ(
    pool: Pool, service: Service
) -> None:
    edit_pool(pool, actor=None, quarantine_days=0)
    first = assign(pool, service, actor=None)
    release(first, actor=None)
    ahead = timezone.now() + timedelta(seconds=5)
    Assignment.objects.update(released_at=ahead)  # written by a machine whose clock is ahead
    assert assign(pool, service, actor=None).assigned_at == ahead


def test_assigning_costs_the_same_number_of_queries_whatever_is_used(
    pool_v6: Pool, service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (0, 40):
        for _ in range(number):
            assign(pool_v6, service, actor=None)
        # The pool's lock (PostgreSQL alone), its interval read and written, the assignment, the journal: all between
        # the two queries of a savepoint.
        with django_assert_num_queries(7 if connection.vendor == "postgresql" else 6):
            assign(pool_v6, service, actor=None)


def test_one_slot_of_each_family_in_the_first_open_pool_with_room(
    pool: Pool, pool_v6: Pool, service: Service
) -> None:
    for _ in range(13):
        assign(pool, ServiceFactory.create(), actor=None)
    create_pool(actor=None, name="VPN2", prefix="192.0.2.0/24", slot_length=32, use="vpn")
    create_pool(actor=None, name="A", prefix="198.51.100.0/24", slot_length=32, use="line")
    given = assign_for(service, "vpn", actor=None)
    assert [assignment.address for assignment in given] == ["192.0.2.2", "2001:db8::/56"]
    assert assign_for(service, "vpn", actor=None) == given


def test_no_family_is_left_out_in_silence(pool: Pool, pool_v6: Pool, service: Service) -> None:
    for _ in range(13):
        assign(pool, service, actor=None)
    other = ServiceFactory.create()
    with pytest.raises(PoolFull):
        assign_for(other, "vpn", actor=None)
    assert not other.assignments.exists()
    with pytest.raises(NoPool) as refusal:
        assign_for(other, "line", actor=None)
    assert isinstance(refusal.value, DomainError)


def test_the_database_refuses_a_second_holder(pool: Pool, service: Service) -> None:
    assignment = assign(pool, service, actor=None)
    again = Assignment(
        pool=pool, slot=assignment.slot, service=service, assigned_at=timezone.now() + timedelta(1)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_postgresql_refuses_periods_that_overlap(pool: Pool, service: Service) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no exclusion constraints: there the service checks under its lock")
    start = timezone.now() - timedelta(days=30)
    assignment = assign(pool, service, actor=None, at=start)
    release(assignment, actor=None, at=start + timedelta(days=10))
    insert = (
        "INSERT INTO network_assignment (pool_id, slot, service_id, assigned_at, released_at)"
        " VALUES (%s, %s, %s, %s, %s)"
    )
    with connection.cursor() as cursor:
        values = [pool.pk, assignment.slot, service.pk]
        inside = [start + timedelta(days=9), start + timedelta(days=11)]
        with (
            pytest.raises(IntegrityError, match="slot_held_by_one_at_a_time"),
            transaction.atomic(),
        ):
            cursor.execute(insert, [*values, *inside])
        after = [start + timedelta(days=10), start + timedelta(days=11)]
        cursor.execute(insert, [*values, *after])
