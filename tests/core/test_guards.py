"""The columns that `frozen` protects and those that it leaves free, on a table of the test's own."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from coin.core import audit, guards
from coin.core.models import AuditEntry
from coin.members.actions import MEMBER_CHANGED
from tests.factories import MemberFactory

ISSUED = "UPDATE paper SET total = 9 WHERE number = 7"
DRAFT = "UPDATE paper SET total = 9 WHERE number IS NULL"
STATE = "UPDATE paper SET state = 'paid' WHERE number = 7"


@pytest.fixture
def paper(db: None) -> guards.Guard:
    """A table with a draft and a paper issued under number 7, whose total and number are frozen."""
    guard = guards.frozen("paper", when="OLD.number IS NOT NULL", columns=["total", "number"])
    _execute("CREATE TABLE paper (number integer, total integer, state varchar(9))")
    _execute("INSERT INTO paper VALUES (NULL, 1, 'draft'), (7, 1, 'issued')")
    guard.database_forwards("core", _editor(), None, None)
    return guard


@pytest.mark.parametrize("statement", [ISSUED, "DELETE FROM paper WHERE number = 7"])
def test_what_is_issued_stays(paper: guards.Guard, statement: str) -> None:
    with pytest.raises(IntegrityError, match="rows of paper stay"), transaction.atomic():
        _execute(statement)


@pytest.mark.parametrize("statement", [DRAFT, STATE, "DELETE FROM paper WHERE number IS NULL"])
def test_drafts_and_other_columns_are_free(paper: guards.Guard, statement: str) -> None:
    _execute(statement)


def test_a_guard_is_seen_and_can_be_taken_back(paper: guards.Guard) -> None:
    assert "paper" in guards.guarded_tables(connection)
    paper.database_backwards("core", _editor(), None, None)
    assert "paper" not in guards.guarded_tables(connection)
    _execute(ISSUED)


@pytest.mark.django_db(transaction=True)
def test_flush_empties_the_journal_and_leaves_it_guarded() -> None:
    with transaction.atomic():
        audit.record(MEMBER_CHANGED, MemberFactory.create(), actor=None)
    call_command("flush", interactive=False, verbosity=0)

    assert not AuditEntry.objects.exists()
    assert "core_auditentry" in guards.guarded_tables(connection)


def _editor() -> BaseDatabaseSchemaEditor:
    # The editor is not entered as a context: it would switch constraints off, which SQLite refuses in a transaction.
    return connection.SchemaEditorClass(connection)


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
