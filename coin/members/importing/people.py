"""What coin holds that the lines of a file are compared with: three queries whatever their number."""

from collections.abc import Mapping

from django.utils import timezone

from coin.members.importing import comparing
from coin.members.importing.comparing import Line, People
from coin.members.importing.dues import Period, Plans
from coin.members.models import DuesPeriod, DuesPlan, ImportBatch, Member


def lines_of(batch: ImportBatch) -> list[Line]:
    """The lines of a batch beside what coin holds now. Nothing is written."""
    columns = chosen(batch)
    with_dues = "dues_until" in columns.values()
    return comparing.compare(
        [(number, cells) for number, cells in batch.rows],
        columns,
        People.of(Member.objects.all(), periods() if with_dues else {}),
        plans(batch.mapping),
        width=len(batch.columns),
        today=timezone.localdate(),
    )


def chosen(batch: ImportBatch) -> dict[int, str]:
    """The field of each column that has one, by its position."""
    return {int(position): field for position, field in batch.mapping.get("columns", {}).items()}


def plans(mapping: Mapping[str, object]) -> Plans:
    """Every plan, and the one that was chosen for lines that name none."""
    every = list(DuesPlan.objects.all())
    default = next((plan for plan in every if plan.pk == mapping.get("plan")), None)
    return Plans.of(every, default)


def periods() -> dict[int, list[Period]]:
    """The dues periods of everybody."""
    found: dict[int, list[Period]] = {}
    rows = DuesPeriod.objects.order_by().values_list("member_id", "starts_on", "ends_on", "paid_on")
    for member, starts_on, ends_on, paid_on in rows.iterator():
        found.setdefault(member, []).append((starts_on, ends_on, paid_on is not None))
    return found
