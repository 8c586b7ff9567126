"""The holder of an address is known for one year (CPCE R.10-13 IV), and erasing an assignment moves no free slot."""

from datetime import UTC, datetime

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from coin.core import retention_job
from coin.core.models import AuditEntry
from coin.network.assignments.assigning import assign
from coin.network.assignments.releasing import promote, release
from coin.network.models import Assignment, FreeInterval, Pool
from coin.network.pools.services import create_pool
from coin.network.pools.usage import usage
from tests.factories import ServiceFactory
from tests.retention import LEFT, apply, assert_boundary, is_due

pytestmark = pytest.mark.django_db
GIVEN = datetime(2019, 1, 1, tzinfo=UTC)
BACK = datetime(LEFT.year, LEFT.month, LEFT.day, 12, tzinfo=UTC)


@pytest.fixture
def pool() -> Pool:
    return create_pool(actor=None, name="vpn", prefix="203.0.113.0/29", slot_length=32, use="vpn")


@pytest.fixture
def released(pool: Pool) -> Assignment:
    assignment = assign(pool, ServiceFactory.create(), actor=None, at=GIVEN)
    return release(assignment, actor=None, at=BACK)


def intervals() -> list[tuple[int, int]]:
    return list(FreeInterval.objects.order_by("low").values_list("low", "high"))


def test_it_is_kept_a_year_after_it_was_given_back(released: Assignment) -> None:
    assert_boundary("network.assignments", released, instant=True)


def test_an_address_that_is_held_is_never_due(pool: Pool) -> None:
    assignment = assign(pool, ServiceFactory.create(), actor=None, at=GIVEN)
    assert not is_due("network.assignments", assignment, LEFT + relativedelta(years=30))


def test_forgetting_moves_no_free_slot(pool: Pool, released: Assignment) -> None:
    assignment = assign(pool, ServiceFactory.create(), actor=None, at=GIVEN, address="203.0.113.3")
    promote()
    before, used = intervals(), usage([pool])
    assert apply("network.assignments", LEFT + relativedelta(years=2)) == 1
    assert list(Assignment.objects.all()) == [assignment]
    assert (intervals(), usage([pool])) == (before, used)
    again = assign(pool, ServiceFactory.create(), actor=None)
    assert again.slot == released.slot
    release(again, actor=None)


def test_the_journal_forgets_the_same(released: Assignment, pool: Pool) -> None:
    assign(pool, ServiceFactory.create(), actor=None, at=GIVEN, address="203.0.113.5")
    day = timezone.localdate(AuditEntry.objects.earliest("at").at) + relativedelta(
        months=12, days=1
    )
    assert retention_job.run(day)["network.journal"] == 2
    entries = AuditEntry.objects.filter(subject_type="network.assignment")
    assert sorted(entries.values_list("subject_label", flat=True)) == ["", "", "203.0.113.5"]
