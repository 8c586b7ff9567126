from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry
from coin.core.transitions import TransitionRefused
from coin.members.enums import ImportState
from coin.members.importing import services
from coin.members.models import ImportBatch, ImportMapping, Member, User
from coin.members.people.services import create_member, update_member
from tests.factories import DuesPlanFactory, MemberFactory
from tests.members.importing.conftest import Send, compared, confirm

pytestmark = pytest.mark.django_db
HEADER = "numero;prenom;nom;email;ville"


def test_nothing_is_written_before_it_is_confirmed(send: Send) -> None:
    send(HEADER, "7;Ada;Martin;ada@example.org;Lyon")
    assert not Member.objects.exists()


def test_a_file_is_written_with_a_journal_row_for_each_member(send: Send, importer: User) -> None:
    MemberFactory.create(number=3, first_name="Zoé", last_name="Petit", city="Lyon")
    batch = send(
        HEADER, "7;Ada;Martin;ada@example.org;Lyon", "3;;;;Brest", ";Bob;Durand;;", "x;;;;"
    )
    counts = confirm(batch, importer)
    assert counts == {"new": 2, "changed": 1, "unchanged": 0, "refused": 1}
    assert {m.number: m.name for m in Member.objects.all()} == {
        3: "Zoé Petit",
        7: "Ada Martin",
        8: "Bob Durand",
    }
    assert Member.objects.get(number=3).city == "Brest"
    assert [m.number for m in Member.objects.all().search("ada martin")] == [7]
    acts = AuditEntry.objects.order_by("pk").values_list("action", "member_number")
    assert ("members.member_created", 7) in acts
    assert ("members.member_created", 8) in acts
    assert ("members.member_changed", 3) in acts
    assert ("members.imported", None) in acts
    assert create_member(actor=None, kind="person", last_name="Suivante").number == 9


def test_afterwards_the_lines_are_gone_and_the_counts_stay(send: Send, importer: User) -> None:
    batch = send(HEADER, "7;Ada;Martin;;")
    confirm(batch, importer)
    batch.refresh_from_db()
    assert (batch.state, batch.rows, batch.counts["new"]) == (ImportState.DONE, [], 1)
    with pytest.raises(TransitionRefused):
        services.import_batch(batch, expected=0, actor=importer)
    assert Member.objects.count() == 1


def test_when_members_changed_meanwhile_nothing_is_written(send: Send, importer: User) -> None:
    from coin.members.importing.comparing import fingerprint

    member = MemberFactory.create(number=3, city="Lyon")
    batch = send(HEADER, "3;;;;Brest", "7;Ada;Martin;;")
    seen = fingerprint(compared(batch))
    update_member(member, actor=None, city="Paris")
    with pytest.raises(DomainError):
        services.import_batch(batch, expected=seen, actor=importer)
    batch.refresh_from_db()
    assert batch.state == ImportState.PREPARED and batch.rows
    assert Member.objects.count() == 1


def test_dues_and_departures_are_recorded(send: Send, importer: User) -> None:
    DuesPlanFactory.create(name="Standard")
    batch = send(
        "numero;nom;cotisation jusqu'au;formule;montant;date de depart",
        "7;Martin;31/12/2026;standard;12,50;",
        "8;Petit;;;;2025-05-01",
    )
    confirm(batch, importer)
    period = Member.objects.get(number=7).dues.get()
    assert (period.ends_on, period.amount, period.paid_on) == (
        date(2027, 1, 1),
        period.amount.from_float(12.5),
        date(2026, 1, 1),
    )
    assert Member.objects.get(number=7).joined_on == date(2026, 1, 1)
    assert Member.objects.get(number=8).left_on == date(2025, 5, 1)
    assert AuditEntry.objects.filter(action="members.dues_paid", member_number=7).exists()
    again = send(
        "numero;nom;cotisation jusqu'au;formule;montant;date de depart",
        "7;Martin;31/12/2026;standard;12,50;",
        "8;Petit;;;;2025-05-01",
    )
    assert [line.outcome for line in compared(again)] == ["unchanged", "unchanged"]


def test_columns_are_remembered_for_files_with_the_same_header(send: Send, importer: User) -> None:
    batch = services.prepare(name="a.csv", data=b"nom;truc\nA;B\n", actor=importer)
    services.choose_columns(batch, columns={0: "name", 1: "city"}, plan=None, actor=importer)
    again = services.prepare(name="b.csv", data=b"NOM;Truc\nC;D\n", actor=importer)
    assert again.mapping["columns"] == {"0": "name", "1": "city"}
    assert ImportMapping.objects.count() == 1


def test_dues_without_any_plan_are_refused_at_the_plan(send: Send, importer: User) -> None:
    data = b"nom;cotisation jusqu'au\nA;2026-12-31\n"
    batch = services.prepare(name="a.csv", data=data, actor=importer)
    with pytest.raises(InvalidInput) as refused:
        services.choose_columns(
            batch, columns={0: "name", 1: "dues_until"}, plan=None, actor=importer
        )
    assert refused.value.field == "plan"


def test_an_abandoned_file_holds_nobodys_data(send: Send, importer: User) -> None:
    batch = send(HEADER, "7;Ada;Martin;;")
    services.abandon(batch, actor=importer)
    batch.refresh_from_db()
    assert (batch.state, batch.rows) == (ImportState.ABANDONED, [])
    with pytest.raises(TransitionRefused):
        services.abandon(batch, actor=importer)


def test_a_file_that_nobody_imported_is_forgotten_after_a_week(send: Send) -> None:
    old, recent = send(HEADER, "7;Ada;Martin;;"), send(HEADER, "8;Bob;Petit;;")
    ImportBatch.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    assert services.abandon_old() == 1
    assert services.abandon_old() == 0
    recent.refresh_from_db()
    assert recent.rows


def test_what_looks_like_a_formula_is_kept_as_text(send: Send, importer: User) -> None:
    confirm(send("nom;prenom;tel", "=cmd|' /C calc'!A0;'@Zoé;+33612345678"), importer)
    member = Member.objects.get()
    assert (member.last_name, member.first_name) == ("=cmd|' /C calc'!A0", "@Zoé")
    assert member.phone == "+33612345678"


def test_reading_what_to_do_takes_as_many_queries_for_three_lines_as_for_one(
    send: Send, django_assert_num_queries: Callable[..., object]
) -> None:
    member_import = send(HEADER, "7;Ada;Martin;;")
    three = send(HEADER, *(f"{number};Ada;Martin;;" for number in (7, 8, 9)))
    for batch in (member_import, three):
        with django_assert_num_queries(3):  # type: ignore[attr-defined]
            compared(batch)
