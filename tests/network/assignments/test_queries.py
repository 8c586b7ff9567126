from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from coin.core.errors import InvalidInput
from coin.network.assignments.assigning import assign, assign_for
from coin.network.assignments.holders import (
    current_of,
    history_of_address,
    history_of_service,
    who_had,
)
from coin.network.assignments.releasing import release
from coin.network.models import Assignment, FreeInterval, Pool
from coin.network.pools.services import create_pool, edit_pool
from coin.network.pools.slot_map import slot_map
from coin.network.pools.usage import usage
from coin.subscriptions.models import Service
from tests.factories.subscriptions import ServiceFactory


@pytest.fixture
def years(pool: Pool, service: Service) -> list[Assignment]:
    """One service held .2 from 100 to 80 days ago; another one has held it since 60 days ago."""
    edit_pool(pool, actor=None, quarantine_days=0)
    start = timezone.now() - timedelta(days=100)
    first = assign(pool, service, actor=None, at=start)
    release(first, actor=None, at=start + timedelta(days=20))
    second = assign(pool, ServiceFactory.create(), actor=None, at=start + timedelta(days=40))
    return [first, second]


@pytest.mark.parametrize(
    ("days", "holder"), [(-1, None), (0, 0), (19, 0), (20, None), (39, None), (40, 1), (100, 1)]
)
def test_who_had_an_address_at_a_moment(
    years: list[Assignment], days: int, holder: int | None
) -> None:
    holdings = who_had("203.0.113.2", years[0].assigned_at + timedelta(days=days))
    assert [holding.service for holding in holdings] == (
        [] if holder is None else [years[holder].service]
    )


def test_who_had_names_the_member_and_the_period(years: list[Assignment]) -> None:
    (holding,) = who_had("203.0.113.2", years[0].assigned_at)
    assert holding.address == "203.0.113.2"
    assert holding.member == years[0].service.subscription.member
    assert (holding.since, holding.until) == (years[0].assigned_at, years[0].released_at)


def test_any_address_of_a_prefix_answers_with_its_holder(pool_v6: Pool, service: Service) -> None:
    assign(pool_v6, service, actor=None)
    assignment = assign(pool_v6, service, actor=None)
    (holding,) = who_had("2001:db8:0:1ff:ffff::42", timezone.now())
    assert holding.address == assignment.address == "2001:db8:0:100::/56"
    assert len(who_had("2001:db8::/32", timezone.now())) == 2
    assert who_had("2001:db8:1::1", timezone.now()) == []
    assert who_had("192.0.2.1", timezone.now()) == []


def test_who_had_costs_two_queries_however_long_the_history(
    years: list[Assignment], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        assert who_had("203.0.113.2", timezone.now())


@pytest.mark.parametrize("address", ["", "alice", "203.0.113", "203.0.113.256"])
def test_what_is_no_address(db: None, address: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        who_had(address, timezone.now())
    assert refusal.value.field == "address"


def test_history_reads_from_the_last(years: list[Assignment]) -> None:
    assert list(history_of_address("203.0.113.2")) == years[::-1]
    assert list(history_of_service(years[0].service)) == years[:1]


def test_current_addresses_of_many_services_in_one_query(
    pool: Pool, pool_v6: Pool, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    services = [ServiceFactory.create() for _ in range(3)]
    for service in services[:2]:
        assign_for(service, "vpn", actor=None)
    release(services[1].assignments.get(pool=pool), actor=None)
    with django_assert_num_queries(1):
        by_service = current_of(services)
        addresses = {
            pk: [assignment.address for assignment in assignments]
            for pk, assignments in by_service.items()
        }
    assert addresses == {
        services[0].pk: ["203.0.113.2", "2001:db8::/56"],
        services[1].pk: ["2001:db8:0:100::/56"],
    }


@pytest.mark.parametrize("count", [1, 3])
def test_usage_of_pools_in_one_query(
    service: Service, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pools = [
        create_pool(actor=None, name=f"p{n}", prefix=f"10.{n}.0.0/28", slot_length=32, use="vpn")
        for n in range(count)
    ]
    for pool in pools:
        assignments = [assign(pool, service, actor=None) for _ in range(4)]
        release(assignments[1], actor=None)
    with django_assert_num_queries(1):
        counted = usage(pools)
    for pool in pools:
        pool_usage = counted[pool.pk]
        assert (
            pool_usage.size,
            pool_usage.reserved,
            pool_usage.used,
            pool_usage.free,
            pool_usage.quarantined,
        ) == (
            16,
            3,
            3,
            9,
            1,
        )
        assert pool_usage.percent_taken == 30


def test_a_small_pool_is_drawn_slot_by_slot(
    pool: Pool, service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assignments = [assign(pool, service, actor=None) for _ in range(3)]
    release(assignments[1], actor=None)
    with django_assert_num_queries(3):
        cells = slot_map(pool)
        states = [(cell.reserved, cell.used, cell.quarantined, cell.free) for cell in cells]
    reserved, used, quarantined, free = (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)
    assert states == [reserved] * 2 + [used, quarantined, used] + [free] * 10 + [reserved]
    assert cells[2].address == "203.0.113.2"
    assert [cell.assignment for cell in cells[2:5]] == [assignments[0], None, assignments[2]]


def test_a_large_pool_is_drawn_in_1024_cells(
    service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pool = create_pool(
        actor=None, name="big", prefix="10.0.0.0/16", slot_length=32, use="vpn", reserved_low=100
    )
    for _ in range(70):
        assign(pool, service, actor=None)
    chosen = [assign(pool, service, actor=None, address=f"10.0.1.{n}") for n in (3, 5, 63)]
    release(chosen[1], actor=None)
    with django_assert_num_queries(2):
        cells = slot_map(pool)
    assert len(cells) == 1024
    assert {cell.size for cell in cells} == {64}
    assert [cell.reserved for cell in cells[:3]] == [64, 36, 0]
    assert [cell.used for cell in cells[:6]] == [0, 28, 42, 0, 2, 0]
    assert (cells[4].address, cells[4].quarantined, cells[4].free) == ("10.0.1.0", 1, 61)
    assert sum(cell.free for cell in cells) == usage([pool])[pool.pk].free


def test_the_largest_pool_is_counted_and_drawn(db: None, service: Service) -> None:
    pool = create_pool(actor=None, name="huge", prefix="2001:db8::/32", slot_length=94, use="vpn")
    assign(pool, service, actor=None, address=str(pool.slot_network(2**62 - 1)))
    assert usage([pool])[pool.pk].free == 2**62 - 1
    cells = slot_map(pool)
    assert (cells[-1].used, cells[0].free) == (1, 2**52)
    assert FreeInterval.objects.get(pool=pool).high == 2**62 - 2
