"""How long data is kept: each room says its rules, with the text of law each comes from; one nightly job applies them.

A room declares its rules in its `retention.py` (found by itself when Django starts). A rule erases fields or rows; it
finds nothing left to do when it runs again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet
from django.utils.functional import Promise

from coin.core.models import Association

# The rows that are due, given the day before which what starts their clock must lie.
Due = Callable[[date], "QuerySet[Any]"]
# Erases some of these rows in the caller's transaction, guards' door open; returns how many.
Erase = Callable[["QuerySet[Any]"], int]


@dataclass(frozen=True)
class Rule:
    """What is erased, after how many months of what, by which text. `months` is the default of the setting.

    `least`: the fewest months the law lets the association keep it (0: it may be as short as it likes).
    """

    slug: str
    label: "str | Promise"
    source: "str | Promise"
    months: int
    due: Due
    erase: Erase
    least: int = 0
    order: int = 100

    @property
    def months_here(self) -> int:
        """The association's own duration, never under what the law asks."""
        own = Association.current().retention.get(self.slug, self.months)
        return max(int(own), self.least)

    def before(self, today: date) -> date:
        """The day before which the rule's clock must have started."""
        return today - relativedelta(months=self.months_here)


_rules: dict[str, Rule] = {}


def rule(new: Rule) -> Rule:
    """Declare a rule. ValueError when the slug is taken."""
    if new.slug in _rules:
        raise ValueError(f"the retention rule {new.slug} is declared twice")
    _rules[new.slug] = new
    return new


def rules() -> list[Rule]:
    """Every rule in the order they are applied (what hangs on a row goes before the row)."""
    return sorted(_rules.values(), key=lambda one: (one.order, one.slug))
