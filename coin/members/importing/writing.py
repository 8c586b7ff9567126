"""Many members written at once: a few queries for each five hundred, whether new or changed."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import Max

from coin.core import audit, counters
from coin.core.models.counter import Counter
from coin.members import actions, search_text
from coin.members.importing.comparing import Line, Outcome
from coin.members.models import DuesPeriod, Member, User
from coin.members.people.services import EDITABLE, SERIES, record_departure, refresh_search_texts

BATCH = 500


def hold_members() -> None:
    """Lock every member, and the series of their numbers, until the end of the transaction.

    All other processes that record or change a member wait, so that the lines stay true while they are written.
    """
    last = Member.objects.aggregate(last=Max("number"))["last"] or 0
    counters.raise_to(SERIES, last)
    # Writes nothing new, but locks the counter's row: no member gets a number meanwhile.
    Counter.objects.filter(name=SERIES).update(value=models.F("value"))
    list(Member.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def write(lines: Iterable[Line], *, actor: User) -> None:
    """Write new members, changes, paid dues and departures of the lines that are not refused, and journal them.

    Call it in the transaction in which every line was compared.
    """
    to_do = [line for line in lines if line.outcome in (Outcome.NEW, Outcome.CHANGED)]
    _create([line for line in to_do if line.outcome == Outcome.NEW], actor)
    _change([line for line in to_do if line.outcome == Outcome.CHANGED], actor)
    _record_dues([line for line in to_do if line.dues], actor)
    for line in to_do:
        if "left_on" in line.changes and line.member:
            record_departure(line.member, on=line.changes["left_on"][1], actor=actor)


def _create(lines: Sequence[Line], actor: User) -> None:
    numbers = _numbers(lines)
    for line, number in zip(lines, numbers, strict=True):
        member = Member(number=number, **_editable(line))
        member.search_text = search_text.of(member)
        line.member = member
    new_members = [line.member for line in lines if line.member]
    Member.objects.bulk_create(new_members, batch_size=BATCH)
    traces = [audit.Trace(member, member_number=member.number) for member in new_members]
    audit.record_all(actions.MEMBER_CREATED, traces, actor=actor)


def _numbers(lines: Sequence[Line]) -> list[int]:
    """The number of each new member: the line's own, else the next after all numbers in coin and in the file."""
    own = [line.values["number"] for line in lines if "number" in line.values]
    counters.raise_to(SERIES, max(own, default=0))
    unnumbered = len(lines) - len(own)
    first = counters.next_number(SERIES) if unnumbered else 0
    if unnumbered:
        counters.raise_to(SERIES, first + unnumbered - 1)
    free = iter(range(first, first + unnumbered))
    return [line.values["number"] if "number" in line.values else next(free) for line in lines]


def _change(lines: Sequence[Line], actor: User) -> None:
    """Change members. Lines that change the same fields are written together, so that no other field is written."""
    groups: dict[tuple[str, ...], list[Member]] = {}
    traces = []
    for line in lines:
        values = _editable(line)
        if line.member and values:
            for name, value in values.items():
                setattr(line.member, name, value)
            groups.setdefault(tuple(sorted(values)), []).append(line.member)
            changes = {name: line.changes[name] for name in values}
            traces.append(audit.Trace(line.member, changes, line.member.number))
    for names, members in groups.items():
        Member.objects.bulk_update(members, names, batch_size=BATCH)
    refresh_search_texts([member for members in groups.values() for member in members])
    audit.record_all(actions.MEMBER_CHANGED, traces, actor=actor)


def _record_dues(lines: Sequence[Line], actor: User) -> None:
    """Record dues that were paid before coin knew of them: no document calls for them."""
    periods = [period for line in lines if (period := _period(line))]
    DuesPeriod.objects.bulk_create(periods, batch_size=BATCH)
    traces = [
        audit.Trace(
            period,
            {
                name: (None, getattr(period, name))
                for name in ("starts_on", "ends_on", "amount", "paid_on")
            },
            period.member.number,
        )
        for period in periods
    ]
    audit.record_all(actions.DUES_PAID, traces, actor=actor)


def _period(line: Line) -> DuesPeriod | None:
    if not line.dues or not line.member:
        return None
    dues = line.dues
    return DuesPeriod(
        member=line.member,
        plan=dues.plan,
        starts_on=dues.starts_on,
        ends_on=dues.ends_on,
        amount=dues.amount,
        paid_on=dues.paid_on,
    )


def _editable(line: Line) -> dict[str, Any]:
    return {name: after for name, (_before, after) in line.changes.items() if name in EDITABLE}
