"""INSERT for the few rows that are written so often that the ORM's compiler would cost more than the row."""

from functools import cache
from typing import Any

from django.db import connection, models


def insert(row: models.Model) -> None:
    """Write a new row as `save(force_insert=True)` would, with SQL made once per model and no signal.

    Meant for models whose rows are facts (journal, assignments): no `pre_save` value, no default of the database.
    """
    sql, fields = _statement(type(row))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding = False
    row._state.db = connection.alias


@cache
def _statement(model: type[models.Model]) -> tuple[str, "list[models.Field[Any, Any]]"]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(str(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table, key = model._meta.db_table, model._meta.pk.column
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING {key}", fields  # noqa: S608 (names of columns)
