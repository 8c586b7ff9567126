"""What core.guards cannot say: lines stay with the document they are on, and its files are recorded once.

Core's guards hold documents and payments. A line is frozen when its *document* is issued, which
takes a look at another table: these triggers do, on both databases, under names that core.guards
knows (so that its retention door and its `lifted` count here too). Two things of an issued document
may still happen, once each: its PDF and its XML are recorded, a line is marked as cancelled.
"""

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SAYS = "issued documents and their lines stay as they were written"
DOOR = "EXISTS (SELECT 1 FROM core_retentiondoor)"
ISSUED = "EXISTS (SELECT 1 FROM billing_document d WHERE d.id = {row}.document_id AND d.state = 'issued')"
FILES = {"pdf", "pdf_sha256", "xml", "xml_sha256"}  # the first two alone before migration 0008
OF_ISSUED, INTO_ISSUED = ISSUED.format(row="OLD"), ISSUED.format(row="NEW")


@dataclass(frozen=True)
class Trigger:
    """Refuse `event` on rows of `table` when `refused` is true."""

    name: str
    table: str
    event: str
    refused: str


def install(editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of documents and lines."""
    create(editor, _triggers(editor.connection))


def remove(editor: BaseDatabaseSchemaEditor) -> None:
    """Drop them."""
    drop(editor, _triggers(editor.connection))


def install_on_receipts(editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of receipts: a PDF is recorded once, a receipt is void once, what it is of stays."""
    create(editor, _receipt_triggers(editor.connection))


def remove_from_receipts(editor: BaseDatabaseSchemaEditor) -> None:
    """Drop them."""
    drop(editor, _receipt_triggers(editor.connection))


def create(editor: BaseDatabaseSchemaEditor, triggers: list[Trigger]) -> None:
    for trigger in triggers:
        build = _on_postgresql if editor.connection.vendor == "postgresql" else _on_sqlite
        for statement in build(trigger):
            editor.execute(statement, params=None)


def drop(editor: BaseDatabaseSchemaEditor, triggers: list[Trigger]) -> None:
    for trigger in triggers:
        on = f" ON {trigger.table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER {trigger.name}{on}", params=None)


def _triggers(connection: BaseDatabaseWrapper) -> list[Trigger]:
    files = [name for name in _columns(connection, "billing_document") if name in FILES]
    printed = _others_same(connection, "billing_line", "is_cancelled")
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
    """Core's guard holds the other columns of a receipt. Its parts are written with it, and leave with it once."""
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
        Trigger("billing_receiptpart_keeps_rows", "billing_receiptpart", "DELETE", "1 = 1"),
    ]


def _again(*columns: str) -> str:
    """SQL that is true when a text that was written is written anew."""
    return " OR ".join(
        f"(OLD.{column} <> '' AND NEW.{column} <> OLD.{column})" for column in columns
    )


def _others_same(connection: BaseDatabaseWrapper, table: str, free: str) -> str:
    """SQL that is true when no column but `free` changes; the columns are read from the database."""
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
