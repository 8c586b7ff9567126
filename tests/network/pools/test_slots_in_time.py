"""Whatever happens to a pool, each slot is in one state, the lowest is assigned first, and no two periods overlap."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from coin.network.assignments.assigning import assign
from coin.network.assignments.releasing import promote, release
from coin.network.errors import AddressTaken, PoolFull
from coin.network.models import Assignment, FreeInterval
from coin.network.pools.services import create_pool
from coin.network.pools.slot_map import slot_map
from coin.network.pools.usage import usage
from tests.factories.subscriptions import ServiceFactory

# 8 of 16 slots: one assignment promotes as many ended quarantines by itself, and so all of them.
USABLE = range(4, 12)
QUARANTINE = timedelta(days=10)


class SlotsInTime(RuleBasedStateMachine):
    """A pool of eight usable slots, compared with a model: the holder of each slot, and the end of each quarantine."""

    prefix, slot_length = "203.0.113.0/28", 32

    @initialize()
    def make_pool(self) -> None:
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.clock = time_machine.travel(self.now, tick=False)
        self.traveller = self.clock.start()
        self.held: dict[int, Assignment] = {}
        self.rests: dict[int, datetime] = {}
        self.service = ServiceFactory.create()
        self.pool = create_pool(
            actor=None,
            name="pool",
            prefix=self.prefix,
            slot_length=self.slot_length,
            use="vpn",
            reserved_low=4,
            reserved_high=4,
            quarantine_days=QUARANTINE.days,
        )

    def teardown(self) -> None:
        if hasattr(self, "clock"):
            self.clock.stop()
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def usable(self) -> list[int]:
        return [
            slot
            for slot in USABLE
            if slot not in self.held and self.rests.get(slot, self.now) <= self.now
        ]

    def took(self, assignment: Assignment) -> None:
        self.held[assignment.slot] = assignment
        self.rests.pop(assignment.slot, None)

    @rule()
    def assign_lowest(self) -> None:
        if usable := self.usable():
            assignment = assign(self.pool, self.service, actor=None)
            assert assignment.slot == usable[0]
            self.took(assignment)
        else:
            with pytest.raises(PoolFull):
                assign(self.pool, self.service, actor=None)

    @rule(slot=st.sampled_from(USABLE), forced=st.booleans())
    def assign_chosen(self, slot: int, forced: bool) -> None:
        address = self.pool.slot_label(slot)
        if slot in self.usable() or (forced and slot not in self.held):
            self.took(assign(self.pool, self.service, actor=None, address=address, forced=forced))
        else:
            with pytest.raises(AddressTaken):
                assign(self.pool, self.service, actor=None, address=address, forced=forced)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def release_one(self, data: st.DataObject) -> None:
        slot = data.draw(st.sampled_from(sorted(self.held)))
        release(self.held.pop(slot), actor=None)
        self.rests[slot] = self.now + QUARANTINE

    @rule(days=st.integers(0, 6))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days, seconds=1)
        self.traveller.move_to(self.now)

    @rule()
    def promote_ended(self) -> None:
        promote()
        assert not FreeInterval.objects.filter(usable_from__lte=self.now).exists()

    @invariant()
    def every_slot_is_in_one_place(self) -> None:
        free = [
            slot
            for interval in FreeInterval.objects.all()
            for slot in range(interval.low, interval.high + 1)
        ]
        used_slots = Assignment.objects.filter(released_at=None).values_list("slot", flat=True)
        assert sorted([*free, *used_slots]) == list(USABLE)
        assert set(used_slots) == set(self.held)

    @invariant()
    def usable_intervals_are_merged(self) -> None:
        usable = FreeInterval.objects.filter(usable_from=None).order_by("low")
        assert all(left.high + 1 < right.low for left, right in pairwise(usable))

    @invariant()
    def periods_of_a_slot_never_overlap(self) -> None:
        history = Assignment.objects.order_by("slot", "assigned_at", "pk")
        for before, after in pairwise(history):
            if before.slot == after.slot:
                assert before.released_at is not None
                assert before.released_at <= after.assigned_at

    @invariant()
    def people_are_told_the_same(self) -> None:
        counted = usage([self.pool])[self.pool.pk]
        cells = slot_map(self.pool)
        assert (counted.used, counted.free) == (len(self.held), len(self.usable()))
        assert counted.used == sum(cell.used for cell in cells)
        assert counted.free == sum(cell.free for cell in cells)
        assert counted.quarantined == sum(cell.quarantined for cell in cells)
        assert {cell.first for cell in cells if cell.assignment} == set(self.held)


class PrefixesInTime(SlotsInTime):
    """The same acts on a /52 cut into slots of /56."""

    prefix, slot_length = "2001:db8::/52", 56


@pytest.mark.django_db
@pytest.mark.parametrize("machine", [SlotsInTime, PrefixesInTime])
def test_slots_in_time(machine: type[SlotsInTime]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
