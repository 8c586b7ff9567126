"""The plan shown to a member who asks to be erased: what goes now, what must stay, until which day, by which text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from coin.core.retention import Rule, rules
from coin.members.models import Member


@dataclass(frozen=True)
class Planned:
    """One line of the plan: the data of one rule (`what`), and the text of law that decides (`source`).

    `until`: the data stays until that day. `until` None and not `waits`: it goes now. `waits`: it stays while a
    contract runs, and then for `months`.
    """

    what: Any
    source: Any
    until: date | None = None
    waits: bool = False
    months: int = 0

    @property
    def is_now(self) -> bool:
        return self.until is None and not self.waits


def erasure_plan(member: Member, today: date | None = None) -> list[Planned]:
    """One line for each rule that holds rows of the member, as if they were erased on `today` (None: the day of now).

    The earliest comes first, what waits for the end of a contract last. It computes, and erases nothing.
    """
    day = today or timezone.localdate()
    lines = [_planned(rule, member, day) for rule in rules_about(member)]
    return sorted(lines, key=lambda line: (line.waits, line.until or day))


def rules_about(member: Member) -> Iterator[Rule]:
    """The rules that hold rows of this member, in the order in which they are applied."""
    for rule in rules():
        if rule.rows_of and rule.since and rule.rows_of(member).exists():
            yield rule


def _planned(rule: Rule, member: Member, day: date) -> Planned:
    assert rule.since is not None
    start = rule.since(member, day)
    if start is None:
        return Planned(rule.label, rule.source, waits=True, months=rule.least)
    until = start + relativedelta(months=rule.least)
    return Planned(rule.label, rule.source, until=until if until > day else None)
