"""Further e-mails, phones and addresses: checked, found by a search, recorded in the journal."""

from typing import Any

import pytest

from coin.core.errors import InvalidInput
from coin.core.models import AuditEntry
from coin.members.models import Contact, Member, PostalAddress, User
from coin.members.people.contacts import (
    add_address,
    add_contact,
    change_address,
    change_contact,
    remove_address,
    remove_contact,
)

pytestmark = pytest.mark.django_db


def found(words: str) -> list[Member]:
    return list(Member.objects.search(words))


def test_a_member_is_found_by_each_e_mail_and_phone(alice: Member, charlie: User) -> None:
    add_contact(alice, kind="email", value="a.durand@work.example", actor=charlie)
    add_contact(alice, kind="phone", value="+33 6 12 34 56 78", actor=charlie)
    assert found("a.durand@work.example") == [alice]
    for typed in ("0612345678", "06 12 34 56 78", "06.12.34.56.78", "+33 6 12 34 56 78"):
        assert found(typed) == [alice], typed
    entry = AuditEntry.objects.filter(action="members.contact_added").first()
    assert entry is not None and (entry.actor, entry.member_number) == (charlie, alice.number)


def test_changed_or_removed_one_is_found_by_what_is_left(alice: Member, charlie: User) -> None:
    contact = add_contact(alice, kind="email", value="old@work.example", actor=charlie)
    contact = change_contact(contact, value="new@work.example", label="", actor=charlie)
    assert (found("old@work"), found("new@work")) == ([], [alice])
    assert AuditEntry.objects.get(action="members.contact_changed").changes == {
        "value": ["old@work.example", "new@work.example"]
    }
    change_contact(contact, value="new@work.example", label="", actor=charlie)
    assert AuditEntry.objects.filter(action="members.contact_changed").count() == 1
    remove_contact(contact, actor=charlie)
    assert found("new@work") == [] and not Contact.objects.exists()


@pytest.mark.parametrize(
    ("kind", "value", "field"),
    [
        ("email", "nowhere", "value"),
        ("email", "", "value"),
        ("email", "ALICE@example.org", "value"),
        ("email", "taken@example.org", "value"),
        ("email", "x" * 5_000_000, "value"),
        ("phone", "call me", "value"),
        ("phone", "06 12 34 56 78 90 12 34 56 78", "value"),
        ("phone", "+33 4 00 00 00 01", "value"),
        ("fax", "0400000000", "kind"),
    ],
)
def test_a_wrong_or_second_one_is_refused_at_its_field(
    kind: str, value: str, field: str, alice: Member, charlie: User
) -> None:
    add_contact(alice, kind="email", value="Taken@example.org", actor=charlie)
    add_contact(alice, kind="phone", value="04 00 00 00 01", actor=charlie)
    with pytest.raises(InvalidInput) as refusal:
        add_contact(alice, kind=kind, value=value, actor=charlie)
    assert refusal.value.field == field
    assert alice.contacts.count() == 2


def test_a_refused_change_leaves_it_as_it_was(alice: Member, charlie: User) -> None:
    contact = add_contact(alice, kind="phone", value="04 00 00 00 01", actor=charlie)
    with pytest.raises(InvalidInput):
        change_contact(contact, value="nobody", label="work", actor=charlie)
    assert (contact.value, contact.label) == ("04 00 00 00 01", "")
    contact.refresh_from_db()
    assert contact.value == "04 00 00 00 01"


def test_addresses_are_added_changed_and_removed(alice: Member, charlie: User) -> None:
    typed: dict[str, Any] = {"label": "Line", "street": "1 rue A", "city": "Brest"}
    address = add_address(alice, actor=charlie, **typed)
    change_address(address, actor=charlie, city="Quimper")
    assert AuditEntry.objects.get(action="members.address_changed").changes == {
        "city": ["Brest", "Quimper"]
    }
    remove_address(PostalAddress.objects.get(), actor=charlie)
    assert not PostalAddress.objects.exists()
    with pytest.raises(InvalidInput) as refusal:
        add_address(alice, actor=charlie, label="Line", city="")
    assert refusal.value.field == "city"
