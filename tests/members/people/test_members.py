from datetime import date
from typing import Any

import pytest

from coin.core.errors import DomainError, InvalidInput
from coin.core.models import AuditEntry
from coin.members.enums import MemberKind
from coin.members.models import Member, User
from coin.members.people.services import (
    create_member,
    record_departure,
    undo_departure,
    update_member,
)
from tests.factories import MemberFactory

NEW: dict[str, Any] = {"kind": MemberKind.PERSON, "first_name": "Zoé", "last_name": "Œuvrard"}
pytestmark = pytest.mark.django_db


def test_a_new_member_gets_the_next_number_and_a_line_in_the_journal(charlie: User) -> None:
    MemberFactory.create(number=41)
    member = create_member(actor=charlie, **NEW)

    assert member.number == 42
    entry = AuditEntry.objects.get(action="members.member_created")
    assert (entry.actor, entry.member_number) == (charlie, 42)


def test_a_number_from_elsewhere_is_kept_and_the_series_goes_on_after(charlie: User) -> None:
    assert create_member(actor=charlie, number=300, **NEW).number == 300
    assert create_member(actor=charlie, number=12, **NEW).number == 12
    assert create_member(actor=charlie, **NEW).number == 301
    with pytest.raises(InvalidInput) as refusal:
        create_member(actor=charlie, number=12, **NEW)
    assert refusal.value.field == "number"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": MemberKind.ORGANISATION}, "organisation_name"),
        ({"kind": MemberKind.PERSON}, "last_name"),
        ({"kind": "robot", "last_name": "R"}, "kind"),
        ({**NEW, "email": "nowhere"}, "email"),
        ({**NEW, "siren": "732 829 321"}, "siren"),
        ({**NEW, "rna": "W12"}, "rna"),
        ({**NEW, "legal_form": "kingdom"}, "legal_form"),
        ({**NEW, "birth_on": date(2999, 1, 1)}, "birth_on"),
        ({**NEW, "birth_on": date(1899, 12, 31)}, "birth_on"),
        ({**NEW, "last_name": "R" * 5_000_000}, "last_name"),
    ],
)
def test_a_wrong_value_names_its_field_and_takes_no_number(
    fields: dict[str, Any], wrong: str, charlie: User
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        create_member(actor=charlie, **fields)
    assert refusal.value.field == wrong
    assert create_member(actor=charlie, **NEW).number == 1


def test_official_numbers_are_stored_without_spaces(charlie: User) -> None:
    member = create_member(
        actor=charlie,
        kind=MemberKind.ORGANISATION,
        organisation_name="La Ruche",
        siren="732 829 320",
        rna="w 691 000 001",
    )
    assert (member.siren, member.rna) == ("732829320", "W691000001")


def test_a_change_is_told_as_before_and_after(alice: Member, charlie: User) -> None:
    update_member(alice, actor=charlie, city="Villeurbanne", last_name="Durand")

    alice.refresh_from_db()
    assert alice.city == "Villeurbanne"
    entry = AuditEntry.objects.get(action="members.member_changed")
    assert entry.changes == {"city": ["Lyon", "Villeurbanne"]}


def test_a_change_of_nothing_leaves_no_trace(alice: Member, charlie: User) -> None:
    update_member(alice, actor=charlie, city=alice.city)
    assert not AuditEntry.objects.exists()


def test_a_refused_change_leaves_the_member_as_they_were(alice: Member, charlie: User) -> None:
    with pytest.raises(InvalidInput):
        update_member(alice, actor=charlie, first_name="Alix", email="nowhere")
    assert (alice.first_name, alice.email) == ("Alice", "alice@example.org")
    alice.refresh_from_db()
    assert alice.first_name == "Alice"


def test_a_number_or_a_departure_is_not_a_field_to_change(alice: Member, charlie: User) -> None:
    with pytest.raises(TypeError, match="left_on, number"):
        update_member(alice, actor=charlie, number=7, left_on=date(2026, 1, 1))


def test_a_departure_is_recorded_once_and_can_be_undone(
    alice: Member, charlie: User, day: date
) -> None:
    record_departure(alice, on=day, actor=charlie)
    assert Member.objects.with_standing(day).get(pk=alice.pk).standing == "left"
    with pytest.raises(DomainError):
        record_departure(alice, on=day, actor=charlie, excluded=True)

    undo_departure(alice, actor=charlie)
    assert (alice.left_on, Member.objects.get(pk=alice.pk).left_on) == (None, None)
    with pytest.raises(DomainError):
        undo_departure(alice, actor=charlie)


def test_nobody_leaves_before_they_came(alice: Member, charlie: User) -> None:
    with pytest.raises(InvalidInput) as refusal:
        record_departure(alice, on=date(2020, 1, 1), actor=charlie)
    assert refusal.value.field == "on"
