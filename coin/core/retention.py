"""How long data is kept: each room declares rules, with the text of law behind each; a nightly job applies them.

A room declares its rules in its `retention.py` (found by itself when Django starts). A rule erases fields or rows, and
a second run finds nothing left to erase. A rule that depends on another asks the Clock for the other's limit, and
never looks at the rows that the other erased: so a preview gives the figures of the run.
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
    """The day on which a rule is applied, and the months for which it keeps data.

    `on_request`: a member asked to be erased, so every rule keeps data only as long as the law requires.
    """

    today: date
    months: int
    on_request: bool = False

    @property
    def before(self) -> date:
        """The limit as a day: a duration that started on this day or earlier is over."""
        return self.today - relativedelta(months=self.months)

    @property
    def instant(self) -> datetime:
        """The limit as an instant: a duration that started before it is over. Without a duration, today is over too."""
        day = self.before if self.months else self.today + timedelta(days=1)
        return timezone.make_aware(datetime.combine(day, time.min))

    def of(self, slug: str) -> "Clock":
        """The clock of the rule `slug` on the same day, and on request like this one."""
        return replace(self, months=get(slug).months_kept(on_request=self.on_request))


Due = Callable[[Clock], "QuerySet[Any]"]
# Erases some of these rows in the caller's transaction, while the door of the guards is open; returns how many.
Erase = Callable[["QuerySet[Any]"], int]
# All the rows about one member that the rule will erase some day. Core knows no members, hence Any.
RowsOf = Callable[[Any], "QuerySet[Any]"]
# The day that starts the rule's clock if the member leaves on the given day; None while something still runs.
Since = Callable[[Any, date], "date | None"]


@dataclass(frozen=True)
class Rule:
    """The rows that are erased, after how many months, by which text. `months` is the default of the setting.

    `least`: the fewest months for which the law requires the data (0: the association may choose any duration, and a
    member who asks to be erased does not wait). `lasts`: the duration in words, where it is less than a day and so is
    no setting; such a rule is not journaled. `erase` None: nothing is erased, and a person is asked (`rows_of` is then
    not needed).

    `source` names the text. `due(clock)` gives the rows to erase on a day, `erase(rows)` erases them and returns how
    many. Rules of a lower `order` are applied first. `rows_of(member)` gives all the member's rows that the rule will
    erase some day; `since(member, day)` gives the day that starts the clock if the member leaves on `day`, or None.
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
        """Whether the rule erases rows; otherwise it only has a person asked."""
        return self.erase is not None

    @property
    def is_setting(self) -> bool:
        """Whether an association may choose its own duration."""
        return not self.lasts

    @property
    def months_here(self) -> int:
        """The association's own duration in months, never under what the law requires."""
        months = Association.current().retention.get(self.slug, self.months)
        return max(int(months), self.least)

    def months_kept(self, *, on_request: bool = False) -> int:
        """The association's duration in months, or the least one for a member who asked to be erased."""
        return self.least if on_request else self.months_here

    def rows(self, today: date, *, on_request: bool = False) -> "QuerySet[Any]":
        """The rows to erase on that day. Erases nothing."""
        return self.due(Clock(today, self.months_kept(on_request=on_request), on_request))

    def before(self, today: date) -> date:
        """The rule's limit when it is applied on `today`: a duration that started on this day or earlier is over."""
        return Clock(today, self.months_here).before


_rules: dict[str, Rule] = {}


def rule(new: Rule) -> Rule:
    """Declare a rule. Raises ValueError when the slug is taken."""
    if new.slug in _rules:
        raise ValueError(f"the retention rule {new.slug} is declared twice")
    _rules[new.slug] = new
    return new


def get(slug: str) -> Rule:
    """The rule of that slug. Raises KeyError when no room declares it."""
    return _rules[slug]


def rules() -> list[Rule]:
    """Every rule in the order in which they are applied (rows that point to another are erased before it)."""
    return sorted(_rules.values(), key=lambda declared: (declared.order, declared.slug))


def kept_rows(model: type[Row]) -> "QuerySet[Row]":
    """All the rows of a model whose manager refuses changes, as a queryset that can delete and update them.

    A rule filters them. The database's guards still apply.
    """
    return QuerySet(model)


def delete_rows(rows: "QuerySet[Any]") -> int:
    """Delete rows by one statement, without Django's search for rows that point to them; returns how many.

    The foreign keys of the database still apply.
    """
    return int(rows._raw_delete(rows.db) or 0)  # None when Django sees that there is nothing


def write_each(model: type[Model], column: str, values: "dict[Any, Any]") -> None:
    """Write one column of many rows: `values` maps a primary key to its value. One statement, run for each row."""
    table, key = model._meta.db_table, model._meta.pk.column
    sql = f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s'  # noqa: S608 (names of columns)
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(value, pk) for pk, value in values.items()])
