"""The map of a pool: its slots by state, one cell for each slot, or for many slots in a large pool."""

from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from coin.network.models import Assignment, FreeInterval, Pool
from coin.network.pools.usage import free_length, quarantined_length

MOST_CELLS = 1024


@dataclass
class Cell:
    """Some slots side by side, counted by state. `assignment` is set where the cell is one slot and it is held.

    `first` is the number of its first slot, `address` that slot as people write it, `size` the number of its slots.
    """

    first: int
    address: str
    size: int
    reserved: int = 0
    free: int = 0
    quarantined: int = 0
    assignment: Assignment | None = None

    @property
    def used(self) -> int:
        """How many slots of the cell are held."""
        return self.size - self.reserved - self.free - self.quarantined


def slot_map(pool: Pool) -> list[Cell]:
    """At most 1,024 cells of equal size, in order; in a pool of at most 1,024 slots a cell is a slot.

    Three queries at most, each of at most 1,024 rows, however many slots, intervals and assignments there are.
    """
    # A pool's size is a power of two, so cells of equal size cover it exactly.
    width = max(1, pool.size // MOST_CELLS)
    cells = [_cell(pool, first, width) for first in range(0, pool.size, width)]
    _count_inside(pool, cells)
    _count_across(pool, cells)
    if width == 1:
        _name_holders(pool, cells)
    return cells


def _cell(pool: Pool, first: int, width: int) -> Cell:
    low = _overlap(first, width, 0, pool.reserved_low)
    high = _overlap(first, width, pool.size - pool.reserved_high, pool.size)
    return Cell(first, pool.slot_label(first), width, reserved=low + high)


def _overlap(first: int, width: int, start: int, end: int) -> int:
    """How many slots of first..first+width lie in start..end (ends excluded)."""
    return max(0, min(first + width, end) - max(first, start))


def _count_inside(pool: Pool, cells: list[Cell]) -> None:
    """Count the intervals that lie within one cell: any number of them, summed by the database."""
    width, now = cells[0].size, timezone.now()
    inside = FreeInterval.objects.filter(pool=pool).annotate(cell=F("low") / width)
    by_cell = inside.filter(cell=F("high") / width).values("cell").order_by("cell")
    for row in by_cell.annotate(free=free_length(now), quarantined=quarantined_length(now)):
        cells[row["cell"]].free += int(row["free"])
        cells[row["cell"]].quarantined += int(row["quarantined"])


def _count_across(pool: Pool, cells: list[Cell]) -> None:
    """Count the intervals that cross from one cell into the next: fewer than there are cells."""
    width, now = cells[0].size, timezone.now()
    across = FreeInterval.objects.filter(pool=pool, high__gte=(F("low") / width + 1) * width)
    for low, high, usable_from in across.values_list("low", "high", "usable_from"):
        state = "quarantined" if usable_from is not None and usable_from > now else "free"
        for cell in cells[low // width : high // width + 1]:
            count = _overlap(cell.first, width, low, high + 1)
            setattr(cell, state, getattr(cell, state) + count)


def _name_holders(pool: Pool, cells: list[Cell]) -> None:
    open_assignments = Assignment.objects.filter(pool=pool, released_at=None)
    for assignment in open_assignments.select_related("pool", "service__subscription__member"):
        cells[assignment.slot].assignment = assignment
