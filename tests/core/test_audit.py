from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from coin.core import audit
from coin.core.guards import retention
from coin.core.models import AuditEntry
from coin.core.models.base import FrozenRow
from coin.members.actions import MEMBER_CHANGED
from coin.members.models import Member, User


@pytest.fixture
def entry(alice: Member, charlie: User) -> AuditEntry:
    changes = {"joined_on": (None, date(2026, 1, 2)), "amount": (Decimal("1.50"), Decimal(2))}
    return audit.record(
        MEMBER_CHANGED,
        alice,
        actor=charlie,
        changes=changes,
        member_number=alice.number,
        note="by letter",
    )


def test_an_entry_says_who_in_which_capacity_did_what_to_whom(
    entry: AuditEntry, alice: Member, charlie: User
) -> None:
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_name, entry.capacity) == (
        charlie,
        charlie.name,
        charlie.capacity,
    )
    assert (entry.subject_type, entry.subject_id) == ("members.member", alice.pk)
    assert (entry.subject_label, entry.member_number) == (str(alice), alice.number)
    assert entry.changes == {"joined_on": [None, "2026-01-02"], "amount": ["1.50", "2"]}
    assert (entry.action, entry.note) == ("members.member_changed", "by letter")


def test_the_system_is_an_actor_without_a_name(alice: Member) -> None:
    entry = audit.record(MEMBER_CHANGED, alice, actor=None)
    assert (entry.actor, entry.actor_name, entry.capacity) == (None, "", "")


@pytest.mark.django_db(transaction=True)
def test_an_act_without_a_transaction_is_refused(alice: Member) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(MEMBER_CHANGED, alice, actor=None)
    with pytest.raises(transaction.TransactionManagementError):
        audit.record_all(MEMBER_CHANGED, [audit.Trace(alice)], actor=None)


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.update(note="never happened"),
        lambda entry: AuditEntry.objects.all().delete(),
    ],
)
def test_the_orm_neither_changes_nor_deletes_an_entry(
    entry: AuditEntry, change: Callable[[AuditEntry], object]
) -> None:
    with pytest.raises(FrozenRow):
        change(entry)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE core_auditentry SET note = 'never happened'", "DELETE FROM core_auditentry"],
)
def test_sql_neither_changes_nor_deletes_an_entry(entry: AuditEntry, statement: str) -> None:
    with pytest.raises(IntegrityError, match="stay as they were written"), transaction.atomic():
        _execute(statement)
    entry.refresh_from_db()
    assert entry.note == "by letter"


def test_the_retention_job_may_and_the_door_shuts_behind_it(entry: AuditEntry) -> None:
    with retention():
        _execute("UPDATE core_auditentry SET note = ''")
    entry.refresh_from_db()
    assert entry.note == ""

    with pytest.raises(IntegrityError), transaction.atomic():
        _execute("DELETE FROM core_auditentry")
    with retention():
        _execute("DELETE FROM core_auditentry")
    assert not AuditEntry.objects.exists()


def test_a_person_who_acted_cannot_be_deleted(entry: AuditEntry, charlie: User) -> None:
    charlie.seats.all().delete()
    with pytest.raises(ProtectedError):
        charlie.delete()


def test_an_act_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        audit.action("members.member_changed", "Again")


def test_an_act_whose_code_is_gone_is_said_by_its_slug() -> None:
    assert audit.label_of("moon.landed") == "moon.landed"


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
