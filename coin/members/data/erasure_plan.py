"""What a member who asks to be erased is shown: what goes now, what must stay, until when, by which text."""

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
    """One line. `until` None and not `waits`: it goes now; `waits`: it stays as long as a contract runs, and then for
    `months`."""

    what: Any
    source: Any
    until: date | None = None
    waits: bool = False
    months: int = 0

    @property
    def is_now(self) -> bool:
        return self.until is None and not self.waits


def erasure_plan(member: Member, today: date | None = None) -> list[Planned]:
    """Each rule that holds something of the member, should they be erased on that day: what goes first, first."""
    day = today or timezone.localdate()
    found = [_planned(rule, member, day) for rule in rules_about(member)]
    return sorted(found, key=lambda one: (one.waits, one.until or day))


def rules_about(member: Member) -> Iterator[Rule]:
    """The rules that hold something of this member, in the order they are applied."""
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
