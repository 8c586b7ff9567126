"""How long data is kept: each room says its rules, with the text of law each comes from; one nightly job applies them.

A room declares its rules in its `retention.py` (found by itself when Django starts). A rule erases fields or rows; it
finds nothing left to do when it runs again. What one rule needs of another is asked of the Clock, never of the state
that the other leaves: so the figures of a preview are those of the run.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from dateutil.relativedelta import relativedelta
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from coin.core import audit
from coin.core.models import Association

DATA_ERASED = audit.action(
    "core.data_erased", gettext_lazy("Data erased: the time to keep it is over")
)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Clock:
    """A day on which a rule is applied, and how many months it keeps. `on_request`: somebody asked to be erased, and
    every rule keeps no longer than the law wants."""

    today: date
    months: int
    on_request: bool = False

    @property
    def before(self) -> date:
        """The last day on which what starts the clock may lie, for the duration to be over."""
        return self.today - relativedelta(months=self.months)

    @property
    def instant(self) -> datetime:
        """The same for instants: before it, the duration is over to the minute (no duration: all of today)."""
        day = self.before if self.months else self.today + timedelta(days=1)
        return timezone.make_aware(datetime.combine(day, time.min))

    def of(self, slug: str) -> "Clock":
        """The clock of another rule on the same day."""
        return replace(self, months=get(slug).months_kept(on_request=self.on_request))


Due = Callable[[Clock], "QuerySet[Any]"]
# Erases some of these rows in the caller's transaction, guards' door open; returns how many.
Erase = Callable[["QuerySet[Any]"], int]
# All the rows about one member that the rule erases one day, and what starts its clock should they leave on that day
# (None: something still runs). Core knows no members.
RowsOf = Callable[[Any], "QuerySet[Any]"]
Since = Callable[[Any, date], "date | None"]


@dataclass(frozen=True)
class Rule:
    """What is erased, after how many months of what, by which text. `months` is the default of the setting.

    `least`: the fewest months the law lets the association keep it (0: it may be as short as it likes, and a member
    who asks to be erased does not wait). `lasts`: how long, in words, where that is less than a day and so no setting:
    such a rule is not journaled. `erase` None: nothing is erased, a person is asked (`rows_of` is then not needed).
    """

    slug: str
    label: "str | Promise"
    source: "str | Promise"
    months: int
    due: Due
    erase: Erase | None
    least: int = 0
    order: int = 100
    lasts: "str | Promise" = ""
    rows_of: RowsOf | None = None
    since: Since | None = None

    @property
    def erases(self) -> bool:
        """Whether it erases anything, or only has a person asked."""
        return self.erase is not None

    @property
    def is_setting(self) -> bool:
        """Whether an association may choose its own duration."""
        return not self.lasts

    @property
    def months_here(self) -> int:
        """The association's own duration, never under what the law asks."""
        own = Association.current().retention.get(self.slug, self.months)
        return max(int(own), self.least)

    def months_kept(self, *, on_request: bool = False) -> int:
        """The duration here, or the least one for somebody who asked to be erased."""
        return self.least if on_request else self.months_here

    def rows(self, today: date, *, on_request: bool = False) -> "QuerySet[Any]":
        """The rows that are due on that day."""
        return self.due(Clock(today, self.months_kept(on_request=on_request), on_request))

    def before(self, today: date) -> date:
        """The last day on which what starts the rule's clock may lie."""
        return Clock(today, self.months_here).before


_rules: dict[str, Rule] = {}


def rule(new: Rule) -> Rule:
    """Declare a rule. ValueError when the slug is taken."""
    if new.slug in _rules:
        raise ValueError(f"the retention rule {new.slug} is declared twice")
    _rules[new.slug] = new
    return new


def get(slug: str) -> Rule:
    """The rule of that slug. KeyError when no room declares it."""
    return _rules[slug]


def rules() -> list[Rule]:
    """Every rule in the order they are applied (what hangs on a row goes before the row)."""
    return sorted(_rules.values(), key=lambda one: (one.order, one.slug))


def kept_rows(model: type[Row]) -> "QuerySet[Row]":
    """The rows of a model whose manager refuses changes, for rules to erase: the database's guards still watch."""
    return QuerySet(model)


def delete_rows(rows: "QuerySet[Any]") -> int:
    """Delete rows by one statement, asking nothing of what points to them: the database's own keys still watch."""
    return int(rows._raw_delete(rows.db) or 0)  # None when Django sees that there is nothing


def write_each(model: type[Model], column: str, values: "dict[Any, Any]") -> None:
    """Write another value of one column in each of these rows: one statement prepared once, run for each."""
    table, key = model._meta.db_table, model._meta.pk.column
    sql = f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s'  # noqa: S608 (names of columns)
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(value, pk) for pk, value in values.items()])
