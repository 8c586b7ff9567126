"""Triggers that core.guards cannot express: lines stay on their document, and its files are recorded once.

Core's guards protect documents and payments, and look at the changed row alone. A line is frozen when its *document*
is issued, so these triggers look at another table, on both databases. They open with core's retention door, and their
names end as core.guards expects, so that its `lifted` takes them off too. An issued document may still change in two
ways, once each: its PDF and its XML are recorded, and a line is marked as cancelled.
"""

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "issued documents and their lines stay as they were written"
# SQL that is true while the retention door of core.guards is open.
DOOR = "EXISTS (SELECT 1 FROM core_retentiondoor)"
ISSUED = "EXISTS (SELECT 1 FROM billing_document d WHERE d.id = {row}.document_id AND d.state = 'issued')"
FILES = {
    "pdf",
    "pdf_sha256",
    "xml",
    "xml_sha256",
}  # before migration 0008, the table has the first two alone
OF_ISSUED, INTO_ISSUED = ISSUED.format(row="OLD"), ISSUED.format(row="NEW")


@dataclass(frozen=True)
class Trigger:
    """Refuse `event` on rows of `table` when `refused` is true (SQL over OLD and NEW).

    `event` is SQL too, such as `DELETE` or `UPDATE OF pdf`. Nothing is refused while the retention door is open.
    """

    name: str
    table: str
    event: str
    refused: str


def install(editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of documents and lines."""
    create(editor, _triggers(editor.connection))


def remove(editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of documents and lines."""
    drop(editor, _triggers(editor.connection))


def install_on_receipts(editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of receipts: a PDF is recorded once, a receipt becomes void once, its parts stay."""
    create(editor, _receipt_triggers(editor.connection))


def remove_from_receipts(editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers of receipts."""
    drop(editor, _receipt_triggers(editor.connection))


def create(editor: BaseDatabaseSchemaEditor, triggers: list[Trigger]) -> None:
    """Create these triggers, in the SQL of the database in use."""
    for trigger in triggers:
        build = _on_postgresql if editor.connection.vendor == "postgresql" else _on_sqlite
        for statement in build(trigger):
            # Without parameters Django sends the SQL as it stands: no % in it is a placeholder.
            editor.execute(statement, params=None)


def drop(editor: BaseDatabaseSchemaEditor, triggers: list[Trigger]) -> None:
    """Drop these triggers. PostgreSQL wants the table's name beside that of the trigger."""
    for trigger in triggers:
        on = f" ON {trigger.table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER {trigger.name}{on}", params=None)


def _triggers(connection: BaseDatabaseWrapper) -> list[Trigger]:
    # Migrations install the triggers before all columns exist: they name the columns that the table has by then.
    files = [name for name in _columns(connection, "billing_document") if name in FILES]
    printed = _others_same(connection, "billing_line", "is_cancelled")
    # No line leaves an issued document or joins one. Its mark as cancelled may be set, and is never taken off.
    line_changes = f"({OF_ISSUED} OR {INTO_ISSUED}) AND NOT ({printed} AND (NEW.is_cancelled OR NOT OLD.is_cancelled))"
    return [
        Trigger(
            "billing_document_pdf_keeps_values",
            "billing_document",
            f"UPDATE OF {', '.join(files)}",
            f"OLD.state = 'issued' AND ({_again(*files)})",
        ),
        Trigger("billing_line_new_keeps_values", "billing_line", "INSERT", INTO_ISSUED),
        Trigger("billing_line_keeps_values", "billing_line", "UPDATE", line_changes),
        Trigger("billing_line_keeps_rows", "billing_line", "DELETE", OF_ISSUED),
    ]


def _receipt_triggers(connection: BaseDatabaseWrapper) -> list[Trigger]:
    """The triggers of receipts, for `create`: values are recorded once, and parts stay.

    Core's guard freezes the other columns of a receipt. Its parts are written with it and become void with it.
    """
    void_again = " OR ".join(
        f"(OLD.{column} IS NOT NULL AND (NEW.{column} IS NULL OR NEW.{column} <> OLD.{column}))"
        for column in ("voided_on", "asked_back_on")
    )
    once = ("pdf", "pdf_sha256", "void_reason")
    left = f"{_others_same(connection, 'billing_receiptpart', 'is_void')} AND (NEW.is_void OR NOT OLD.is_void)"
    return [
        Trigger(
            "billing_receipt_once_keeps_values",
            "billing_receipt",
            f"UPDATE OF {', '.join(once)}, voided_on, asked_back_on",
            f"{_again(*once)} OR {void_again}",
        ),
        Trigger(
            "billing_receiptpart_keeps_values", "billing_receiptpart", "UPDATE", f"NOT ({left})"
        ),
        # Always true: no part is ever deleted.
        Trigger("billing_receiptpart_keeps_rows", "billing_receiptpart", "DELETE", "1 = 1"),
    ]


def _again(*columns: str) -> str:
    """SQL that is true when a column that already holds a text gets another one."""
    return " OR ".join(
        f"(OLD.{column} <> '' AND NEW.{column} <> OLD.{column})" for column in columns
    )


def _others_same(connection: BaseDatabaseWrapper, table: str, free: str) -> str:
    """SQL that is true when no column but `free` changes; the columns are read from the database."""
    # These operators take two NULLs for equal. `=` would give NULL, and a condition that is NULL refuses nothing.
    same = "IS NOT DISTINCT FROM" if connection.vendor == "postgresql" else "IS"
    names = [name for name in _columns(connection, table) if name != free]
    return " AND ".join(f'OLD."{name}" {same} NEW."{name}"' for name in names)


def _columns(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return [column.name for column in described]


def _on_sqlite(trigger: Trigger) -> list[str]:
    create = (
        f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} "
        f"WHEN NOT {DOOR} AND ({trigger.refused}) BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    )
    return [create]


def _on_postgresql(trigger: Trigger) -> list[str]:
    error = f"RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'"
    # A function that returns NULL cancels the statement without a word, and NEW is NULL when a row is deleted.
    row = "OLD" if trigger.event == "DELETE" else "NEW"
    function = (
        f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF NOT {DOOR} AND ({trigger.refused}) THEN {error}; END IF; RETURN {row}; END $$"
    )
    create = (
        f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {trigger.name}()"
    )
    return [function, create]
