"""INSERT for the few rows that are written so often that the ORM's compiler would cost more than the row.

`bench/run assign` (November 2026, three runs): with `save(force_insert=True)` an assignment costs 2.7 times the bare
SQL on SQLite instead of 1.8, and a fifth more on PostgreSQL; its goal is 3.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

Adapter = Callable[[Any, BaseDatabaseWrapper], Any] | None

# The driver takes the values of these fields as they are; the backend or the field adapts those of the others.
_PLAIN = frozenset(
    {"BigIntegerField", "CharField", "ForeignKey", "PositiveIntegerField", "SlugField", "TextField"}
)


def insert(row: models.Model, cursor: CursorWrapper | None = None) -> None:
    """Write a new row as `save(force_insert=True)` would, with SQL made once per model and without signals.

    Use it for models whose rows are facts (journal, assignments): their fields have no `pre_save` value and no default
    in the database. `cursor` is an open cursor to write with, if there is one.
    """
    if cursor is None:
        with connection.cursor() as new_cursor:
            insert(row, new_cursor)
        return
    sql, columns = _statement(type(row))
    values, database = row.__dict__, cursor.db
    cursor.execute(
        sql,
        [
            values[name] if adapter is None else adapter(values[name], database)
            for name, adapter in columns
        ],
    )
    row.pk = cursor.fetchone()[0]
    # As `save` leaves the row: stored, with its key, in this database.
    row._state.adding = False
    row._state.db = database.alias


@cache
def _statement(model: type[models.Model]) -> tuple[str, list[tuple[str, Adapter]]]:
    """The SQL, and for each column the name of its attribute and the function that adapts its value (None: none)."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(str(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table, key = model._meta.db_table, model._meta.pk.column
    sql = f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING {key}"  # noqa: S608 (names of columns)
    return sql, [(field.attname, _adapter(field)) for field in fields]


def _adapter(field: "models.Field[Any, Any]") -> Adapter:
    kind = field.get_internal_type()
    if kind in _PLAIN:
        return None
    if kind == "DateTimeField":
        return _moment
    return field.get_db_prep_save


def _moment(value: Any, database: BaseDatabaseWrapper) -> Any:
    return None if value is None else database.ops.adapt_datetimefield_value(value)
