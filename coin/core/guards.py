"""Guards keep rows as they were written. They are triggers of the database: no SQL changes or deletes such rows.

A room guards its tables in a migration of its own, after the one that creates them:

    operations = [guards.append_only("billing_payment")]
    operations = [guards.frozen("billing_document", when="OLD.number IS NOT NULL", columns=["total", "number"])]

`retention()` is the only door. It opens for the job that erases data which the law no longer allows to keep, and for
the merge of two records of one member (a document moves to the other record; its content never changes). On SQLite, a
migration that alters a guarded table makes it anew without its triggers: repeat the operation in that migration (the
check coin.E007 names such a table). TRUNCATE is not guarded on PostgreSQL: tests and `flush` empty tables with it.
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

# The row of the open door is not committed, so only the transaction that opened the door sees it.
# Django raises IntegrityError for this error code, as it does for the constraints of a table.
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
    """A migration operation: no row of `table` is ever changed or deleted."""
    return Guard(table)


def frozen(table: str, *, when: str, columns: Sequence[str] = ()) -> "Guard":
    """A migration operation: rows for which `when` is true (SQL over OLD) keep their `columns`, and are never deleted.

    Without `columns`, they keep all of them. Both databases look at the columns that an UPDATE names, whether or not
    it changes them: name the columns that you change, with `save(update_fields=...)`.
    """
    return Guard(table, when, tuple(columns))


@contextmanager
def retention() -> Iterator[None]:
    """Open the door of the guards until the end of the block, which runs in a transaction.

    Guarded rows may be changed and deleted meanwhile, by this transaction alone: every other one finds the door closed.
    """
    from coin.core.models.retention import RetentionDoor

    with transaction.atomic():
        door = RetentionDoor.objects.create(opened_at=timezone.now())
        yield
        door.delete()  # after an exception, the rollback removes the row


def guarded_tables(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of the tables that have a guard against deletion, by the triggers that the database holds now."""
    catalogue = (
        "sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "pg_trigger WHERE true"
    )
    name = "name" if connection.vendor == "sqlite" else "tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {catalogue}")  # noqa: S608 (two constants of this function)
        names = [row[0] for row in cursor.fetchall()]
    return {name.removesuffix("_keeps_rows") for name in names if name.endswith("_keeps_rows")}


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Drop the guards of SQLite, and put them back at the end of the block; nothing changes on PostgreSQL.

    SQLite has no TRUNCATE: its tables are emptied by DELETE, which the guards refuse.
    """
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
    """A migration operation around others that make guarded tables anew on SQLite: their triggers come back afterwards.

    PostgreSQL changes a table in place, and keeps its triggers.
    """

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
            # Not strict: there is one state more than operations.
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
        """The project's state before the first operation, then after each of them."""
        states = [state]
        for operation in self.operations:
            states.append(states[-1].clone())
            operation.state_forwards(app_label, states[-1])
        return states


class Guard(Operation):
    """A migration operation that puts two triggers on a table. Make it by append_only() or frozen()."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, when: str = "", columns: tuple[str, ...] = ()) -> None:
        self.table = table
        self.when = when
        self.columns = columns

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing: the models know nothing of triggers."""

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
    # A trigger of SQLite calls no function, so each one asks for the door itself.
    closed = "NOT EXISTS (SELECT 1 FROM core_retentiondoor)"
    condition = f"{closed} AND ({when})" if when else closed
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
        f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{SAYS.format(table=table)}'); END"
    )
