"""The members, plans and dues that the lines of a file are compared with: three queries, however many lines."""

from collections.abc import Mapping

from django.utils import timezone

from coin.members.importing import comparing
from coin.members.importing.comparing import Line, People
from coin.members.importing.dues import Period, Plans
from coin.members.models import DuesPeriod, DuesPlan, ImportBatch, Member


def lines_of(batch: ImportBatch) -> list[Line]:
    """The lines of a batch, compared with the members that coin has now. Nothing is written."""
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
    """The field of each column of the batch that has one, by the column's position, which counts from 0."""
    return {int(position): field for position, field in batch.mapping.get("columns", {}).items()}


def plans(mapping: Mapping[str, object]) -> Plans:
    """Every plan, and the plan that was chosen for lines that name none (the key `plan` of a batch's `mapping`)."""
    all_plans = list(DuesPlan.objects.all())
    default = next((plan for plan in all_plans if plan.pk == mapping.get("plan")), None)
    return Plans.of(all_plans, default)


def periods() -> dict[int, list[Period]]:
    """The dues periods of every member, by the member's primary key."""
    periods_by_member: dict[int, list[Period]] = {}
    rows = DuesPeriod.objects.order_by().values_list("member_id", "starts_on", "ends_on", "paid_on")
    for member, starts_on, ends_on, paid_on in rows.iterator():
        periods_by_member.setdefault(member, []).append((starts_on, ends_on, paid_on is not None))
    return periods_by_member
