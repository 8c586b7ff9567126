"""Rows that stay as they were written, held by the database itself: no SQL changes or deletes them, whoever runs it.

A room guards its tables in a migration of its own, after the one that creates them:

    operations = [guards.append_only("billing_payment")]
    operations = [guards.frozen("billing_document", when="OLD.number IS NOT NULL", columns=["total", "number"])]

`retention()` is the one door, for the job that erases what the law no longer lets one keep, and for the merge of two
records of one member (whose account a document is on changes, never what it says). On SQLite, a migration
that alters a guarded table makes it anew without its triggers: repeat the operation in that migration (the check
coin.E007 tells). TRUNCATE is not guarded on PostgreSQL: it is how tests and `flush` empty tables.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.utils import timezone

SAYS = "rows of {table} stay as they were written"

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION coin_keep_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM core_retentiondoor) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'rows of % stay as they were written', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def append_only(table: str) -> "Guard":
    """An operation: no row of `table` is ever changed or deleted."""
    return Guard(table)


def frozen(table: str, *, when: str, columns: Sequence[str] = ()) -> "Guard":
    """An operation: rows of which `when` is true (SQL over OLD) keep these columns (all of them), and are not deleted.

    Both databases look at the columns that an UPDATE names, not at whether it changes them: name those you change
    with `save(update_fields=...)`.
    """
    return Guard(table, when, tuple(columns))


@contextmanager
def retention() -> Iterator[None]:
    """Open the door for this transaction alone: others, and what comes after it, find it closed."""
    from coin.core.models.retention import RetentionDoor

    with transaction.atomic():
        door = RetentionDoor.objects.create(opened_at=timezone.now())
        yield
        door.delete()


def guarded_tables(connection: BaseDatabaseWrapper) -> set[str]:
    """The tables whose rows cannot be deleted, by what the database holds now."""
    catalogue = (
        "sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "pg_trigger WHERE true"
    )
    name = "name" if connection.vendor == "sqlite" else "tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {catalogue}")  # noqa: S608 (no value of anybody's)
        names = [row[0] for row in cursor.fetchall()]
    return {name.removesuffix("_keeps_rows") for name in names if name.endswith("_keeps_rows")}


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """No guard on SQLite until the end of the block: it has no TRUNCATE, so emptying its tables deletes rows."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [
            (name, sql)
            for name, sql in cursor.fetchall()
            if name.endswith(("_keeps_rows", "_keeps_values"))
        ]
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        try:
            yield
        finally:
            for _name, sql in triggers:
                cursor.execute(sql)


class TablesAnew(Operation):
    """Operations that make guarded tables anew on SQLite: their triggers, as they are, come back after. Migration
    operation; PostgreSQL changes a table where it stands, and keeps them."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: Any) -> None:
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        states = self._states(app_label, from_state)
        with lifted(schema_editor.connection):
            for operation, before, after in zip(self.operations, states, states[1:], strict=False):
                operation.database_forwards(app_label, schema_editor, before, after)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        states = self._states(app_label, to_state)
        steps = list(zip(self.operations, states, states[1:], strict=False))
        with lifted(schema_editor.connection):
            for operation, before, after in reversed(steps):
                operation.database_backwards(app_label, schema_editor, after, before)

    def describe(self) -> str:
        return "Change guarded tables, and put their guards back"

    def _states(self, app_label: str, state: Any) -> list[Any]:
        """The state before the first operation, and after each."""
        states = [state]
        for operation in self.operations:
            states.append(states[-1].clone())
            operation.state_forwards(app_label, states[-1])
        return states


class Guard(Operation):
    """Two triggers on a table. Migration operation; use append_only() or frozen()."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, when: str = "", columns: tuple[str, ...] = ()) -> None:
        self.table = table
        self.when = when
        self.columns = columns

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models know nothing of it."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
        for statement in self._statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        on_table = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
        for ending in ("keeps_values", "keeps_rows"):
            schema_editor.execute(f"DROP TRIGGER {self.table}_{ending}{on_table}", params=None)

    def describe(self) -> str:
        return f"Keep the rows of {self.table} as they were written"

    def _statements(self, vendor: str) -> list[str]:
        update = "UPDATE" + (f" OF {', '.join(self.columns)}" if self.columns else "")
        build = _on_postgresql if vendor == "postgresql" else _on_sqlite
        return [
            build(self.table, f"{self.table}_keeps_values", update, self.when),
            build(self.table, f"{self.table}_keeps_rows", "DELETE", self.when),
        ]


def _on_postgresql(table: str, name: str, event: str, when: str) -> str:
    condition = f" WHEN ({when})" if when else ""
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
        f" FOR EACH ROW{condition} EXECUTE FUNCTION coin_keep_row()"
    )


def _on_sqlite(table: str, name: str, event: str, when: str) -> str:
    closed = "NOT EXISTS (SELECT 1 FROM core_retentiondoor)"
    condition = f"{closed} AND ({when})" if when else closed
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
        f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{SAYS.format(table=table)}'); END"
    )
