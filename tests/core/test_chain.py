"""The journal's chain, and a person who changes the journal directly in the database."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from coin.core import audit, chain, periodic
from coin.core.chain import sealing
from coin.core.chain.erasing import ranges
from coin.core.guards import retention
from coin.core.models import AuditEntry, AuditSeal, PeriodicJob
from coin.members.actions import MEMBER_CHANGED
from coin.members.models import Member, User

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OLD = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def acts(alice: Member, charlie: User) -> list[int]:
    """The numbers of five sealed rows, a minute apart; the test itself runs on the next day."""
    return [write(alice, charlie, NOON + timedelta(minutes=n)) for n in range(5)]


@pytest.fixture(autouse=True)
def _the_day_after() -> Iterator[None]:
    with time_machine.travel(NOON + timedelta(days=1)):
        yield


def write(member: Member, actor: User, at: datetime) -> int:
    with time_machine.travel(at, tick=False), transaction.atomic():
        changes = {"city": ("Lyon", "Évry"), "tags": (None, {"b": [1, 2.5], "a": True})}
        row = audit.record(
            MEMBER_CHANGED,
            member,
            actor=actor,
            changes=changes,
            member_number=member.number,
            note="par lettre",
        )
    return int(row.pk)


def tamper(statement: str, table: str = "core_auditentry") -> None:
    """Run SQL behind coin's back: the guards are removed first, as the owner of the database can do."""
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for guard in ("keeps_values", "keeps_rows"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{guard}{on_table}")
        cursor.execute(statement)


def broken() -> tuple[int, str]:
    first_break = chain.verify().first_break
    assert first_break
    return first_break.entry_pk, first_break.wrong.value


def test_what_is_sealed_holds_and_sealing_again_does_nothing(acts: list[int]) -> None:
    assert chain.seal() == 5
    assert chain.seal() == 0
    result = chain.verify()
    assert (result.ok, result.count) == (True, 5)
    assert result.until == NOON + timedelta(minutes=4)
    assert list(AuditSeal.objects.values_list("entry_pk", flat=True)) == acts


def test_an_empty_journal_holds() -> None:
    assert chain.seal() == 0
    assert chain.verify().ok


def test_rows_are_sealed_in_many_batches_as_in_one(
    acts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)
    assert chain.seal_newest() == 2
    assert chain.seal() == 3
    monkeypatch.setattr("coin.core.chain.checking.BATCH", 2)
    assert chain.verify().count == 5


@pytest.mark.parametrize(
    "change",
    [
        "action = 'members.member_left'",
        "actor_id = NULL",
        "actor_name = 'Personne'",
        "capacity = 'Trésorerie'",
        "subject_id = 999999",
        "member_number = 999",
        "note = 'jamais arrivé'",
        "subject_label = 'Quelqu’un'",
        'changes = \'{"city": ["Lyon", "Brest"]}\'',
        "at = '2026-11-22 11:00:00+00:00'",
    ],
)
def test_a_changed_row_is_named(acts: list[int], change: str) -> None:
    chain.seal()
    tamper(f"UPDATE core_auditentry SET {change} WHERE id = {acts[2]}")
    assert broken() == (acts[2], "changed")
    assert chain.verify().count == 2


def test_a_removed_row_is_named(acts: list[int]) -> None:
    chain.seal()
    tamper(f"DELETE FROM core_auditentry WHERE id = {acts[1]}")
    assert broken() == (acts[1], "missing")


def test_a_row_removed_with_its_seal_breaks_the_next_one(acts: list[int]) -> None:
    chain.seal()
    tamper(f"DELETE FROM core_auditentry WHERE id = {acts[1]}")
    tamper(f"DELETE FROM core_auditseal WHERE entry_pk = {acts[1]}", "core_auditseal")
    assert broken() == (acts[2], "broken")


def test_a_row_slipped_into_the_past_is_named(
    acts: list[int], alice: Member, charlie: User
) -> None:
    chain.seal()
    slipped = write(alice, charlie, OLD)
    assert chain.seal() == 0
    assert broken() == (slipped, "inserted")


def test_a_row_whose_transaction_ended_late_is_sealed_after_later_ones(
    acts: list[int], alice: Member, charlie: User
) -> None:
    chain.seal()
    write(alice, charlie, NOON - timedelta(minutes=30))
    assert chain.seal() == 1
    assert chain.verify().ok


def test_a_seal_made_anew_breaks_the_next_one(acts: list[int]) -> None:
    chain.seal()
    tamper(
        f"UPDATE core_auditseal SET digest = '{'0' * 64}' WHERE entry_pk = {acts[3]}",
        "core_auditseal",
    )
    assert broken() == (acts[3], "broken")


def test_a_chain_written_anew_no_longer_holds_the_head_that_was_noted(acts: list[int]) -> None:
    chain.seal()
    noted = chain.verify().head
    assert chain.verify(head=noted).ok

    tamper(f"UPDATE core_auditentry SET note = '' WHERE id = {acts[0]}")
    tamper("DELETE FROM core_auditseal", "core_auditseal")
    chain.seal()

    assert chain.verify().ok
    first_break = chain.verify(head=noted).first_break
    assert first_break
    assert first_break.wrong == chain.Wrong.CUT


def test_a_date_that_is_none_is_a_change_and_not_a_crash(acts: list[int]) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes nothing but a date there")
    chain.seal()
    tamper(f"UPDATE core_auditentry SET at = 'yesterday' WHERE id = {acts[2]}")
    assert broken() == (acts[2], "changed")


def test_erased_words_leave_their_facts_and_a_trace(acts: list[int], charlie: User) -> None:
    chain.seal()
    some = AuditEntry.objects.filter(pk__in=[acts[0], acts[1], acts[3]])

    assert chain.erase_words(some, actor=charlie) == 3
    assert chain.erase_words(some, actor=charlie) == 0

    row = AuditEntry.objects.get(pk=acts[0])
    assert (row.subject_label, row.changes, row.note) == ("", {}, "")
    assert row.erased_at
    assert (row.actor_name, row.action) == (charlie.name, "members.member_changed")
    trace = AuditEntry.objects.get(action="core.words_erased")
    assert trace.actor == charlie
    assert trace.changes["count"] == [None, 3]
    assert trace.changes["rows"] == [None, [[acts[0], acts[1]], [acts[3], acts[3]]]]
    chain.seal()
    assert chain.verify().ok


def test_names_of_authors_are_erased_when_asked_for(acts: list[int]) -> None:
    chain.erase_words(AuditEntry.objects.filter(pk=acts[0]), with_names=True)
    assert AuditEntry.objects.get(pk=acts[0]).actor_name == ""
    assert AuditEntry.objects.get(pk=acts[1]).actor_name != ""


def test_what_says_that_words_were_erased_is_never_erased(acts: list[int]) -> None:
    assert chain.erase_words(AuditEntry.objects.all()) == 5
    assert chain.erase_words(AuditEntry.objects.all()) == 0
    chain.seal()
    assert chain.verify().ok


def test_words_erased_without_a_trace_are_named(acts: list[int]) -> None:
    chain.seal()
    with retention(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_auditentry SET subject_label = '', note = '', changes = '{}',"
            f" erased_at = at WHERE id = {acts[2]}"
        )
    assert broken() == (acts[2], "erased")


def test_words_written_into_an_erased_row_are_named(acts: list[int]) -> None:
    chain.erase_words(AuditEntry.objects.filter(pk=acts[2]))
    chain.seal()
    tamper(f"UPDATE core_auditentry SET note = 'autre chose' WHERE id = {acts[2]}")
    assert broken() == (acts[2], "changed")


def test_the_command_seals_what_is_left_and_says_that_it_holds(
    acts: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_journal", "--json")
    report = json.loads(capsys.readouterr().out)
    head = AuditSeal.objects.latest("pk").digest
    assert (report["ok"], report["count"], report["break"], report["head"]) == (True, 5, None, head)
    call_command("verify_journal", "--head", head)
    assert "ok: 5 rows hold" in capsys.readouterr().out


def test_the_command_says_where_it_breaks_and_ends_with_1(
    acts: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    chain.seal()
    tamper(f"UPDATE core_auditentry SET note = '' WHERE id = {acts[2]}")
    with pytest.raises(SystemExit) as end:
        call_command("verify_journal", "--json")
    assert end.value.code == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["ok"], report["break"]["row"], report["break"]["kind"]) == (
        False,
        acts[2],
        "changed",
    )
    with pytest.raises(SystemExit):
        call_command("verify_journal")
    assert str(acts[2]) in capsys.readouterr().out


def test_a_break_found_at_night_is_kept_for_the_page(acts: list[int]) -> None:
    jobs = {job.name: job.function for job in periodic.jobs()}
    jobs["core.seal_journal"]()
    jobs["core.verify_journal"]()
    assert PeriodicJob.objects.get(name=chain.JOB).error == ""

    tamper(f"DELETE FROM core_auditentry WHERE id = {acts[1]}")
    with pytest.raises(chain.JournalBroken, match=str(acts[1])):
        jobs["core.verify_journal"]()
    assert str(acts[1]) in PeriodicJob.objects.get(name=chain.JOB).error


def test_a_request_that_writes_seals_what_it_wrote(
    alice: Member, sign_in: Callable[[Member], Client]
) -> None:
    client = sign_in(alice)
    with transaction.atomic():
        audit.record(MEMBER_CHANGED, alice, actor=None)
    client.get("/espace/moi/")
    assert not AuditSeal.objects.exists()
    client.post("/langue/", {"language": "en"})
    assert AuditSeal.objects.count() == AuditEntry.objects.count() > 0


def test_a_request_is_answered_when_sealing_fails(
    alice: Member, sign_in: Callable[[Member], Client], caplog: pytest.LogCaptureFixture
) -> None:
    with transaction.atomic():
        audit.record(MEMBER_CHANGED, alice, actor=None)
    refuse = (
        "FOR EACH ROW EXECUTE FUNCTION coin_keep_row()"
        if connection.vendor == "postgresql"
        else "BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    tamper(f"CREATE TRIGGER no_seal BEFORE INSERT ON core_auditseal {refuse}")
    response = sign_in(alice).post("/langue/", {"language": "en"})
    assert response.status_code == 302
    assert "could not be sealed" in caplog.text
    assert not AuditSeal.objects.exists()


def test_ranges_join_numbers_that_follow_one_another() -> None:
    assert list(ranges([1, 2, 3, 5, 9, 10])) == [(1, 3), (5, 5), (9, 10)]
    assert list(ranges([])) == []


def test_verifying_takes_as_many_questions_for_three_rows_as_for_five(
    acts: list[int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for more in (3, None):
        sealing.BATCH, usual_batch = more or sealing.BATCH, sealing.BATCH
        chain.seal_newest()
        sealing.BATCH = usual_batch
        with django_assert_num_queries(7):
            assert chain.verify().count == (more or len(acts))
