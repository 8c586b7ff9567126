from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from coin.core import periodic
from coin.core.errors import InvalidInput
from coin.core.models import AuditEntry
from coin.members.models import User
from coin.network.assignments.assigning import assign, assign_for
from coin.network.assignments.releasing import promote, release, release_all
from coin.network.errors import NotHeld
from coin.network.models import Assignment, FreeInterval, Pool
from coin.network.pools.services import edit_pool
from coin.subscriptions.models import Service


def test_a_release_closes_history_and_starts_the_quarantine(
    pool: Pool, service: Service, volunteer: Callable[..., User]
) -> None:
    actor = volunteer()
    assignment = assign(pool, service, actor=None)
    release(assignment, actor=actor)
    stored = Assignment.objects.get()
    assert stored.released_at == assignment.released_at is not None
    waiting = FreeInterval.objects.get(usable_from__isnull=False)
    assert (waiting.low, waiting.high) == (2, 2)
    assert waiting.usable_from == assignment.released_at + timedelta(days=10)
    entry = AuditEntry.objects.get(action="network.released")
    assert (entry.actor, entry.subject_label) == (actor, "203.0.113.2")
    assert entry.member_number == service.subscription.member.number


def test_a_second_release_is_refused(pool: Pool, service: Service) -> None:
    assignment = assign(pool, service, actor=None)
    release(assignment, actor=None)
    with pytest.raises(NotHeld):
        release(assignment, actor=None)
    assert AuditEntry.objects.filter(action="network.released").count() == 1


def test_a_release_lies_between_the_assignment_and_now(pool: Pool, service: Service) -> None:
    assignment = assign(pool, service, actor=None)
    for moment in (timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)):
        with pytest.raises(InvalidInput) as refusal:
            release(assignment, actor=None, at=moment)
        assert refusal.value.field == "at"


def test_without_quarantine_slots_grow_together_again(pool: Pool, service: Service) -> None:
    edit_pool(pool, actor=None, quarantine_days=0)
    assignments = [assign(pool, service, actor=None) for _ in range(5)]
    for position in (0, 4, 2, 1, 3):
        release(assignments[position], actor=None)
    interval = FreeInterval.objects.get()
    assert (interval.low, interval.high, interval.usable_from) == (2, 14, None)


def test_release_all_gives_back_every_family_and_may_be_repeated(
    pool: Pool, pool_v6: Pool, service: Service
) -> None:
    assign_for(service, "vpn", actor=None)
    assert len(release_all(service, actor=None)) == 2
    assert release_all(service, actor=None) == []
    assert not service.assignments.filter(released_at=None).exists()


def test_the_periodic_job_ends_quarantines(pool: Pool, service: Service) -> None:
    for assignment in [assign(pool, service, actor=None) for _ in range(12)]:
        release(assignment, actor=None)
    with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
        assert promote() == 0
    with time_machine.travel(timezone.now() + timedelta(days=11), tick=False):
        assert periodic.run_due(everything=True)["network.promote"] == ""
        interval = FreeInterval.objects.get()
        assert (interval.low, interval.high) == (2, 14)
        assert promote() == 0


def test_an_ended_quarantine_needs_no_periodic_job(pool: Pool, service: Service) -> None:
    for assignment in [assign(pool, service, actor=None) for _ in range(13)]:
        release(assignment, actor=None)
    with time_machine.travel(timezone.now() + timedelta(days=11), tick=False):
        assert assign(pool, service, actor=None).pool == pool
