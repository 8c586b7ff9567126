"""Further e-mail addresses, phone numbers and postal addresses of a member."""

import re
from copy import copy
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import InvalidInput
from coin.core.validation import check_fields
from coin.members import actions, search_text
from coin.members.enums import ContactKind
from coin.members.models import Contact, Member, PostalAddress, User
from coin.members.people.services import refresh_search_text

PHONE = re.compile(r"\+?[0-9(][0-9 ().-]{2,28}")
LEAST_DIGITS, MOST_DIGITS = 3, 15  # short numbers; E.164
ADDRESS_FIELDS = ("label", "street", "postal_code", "city", "country")
Row = TypeVar("Row", Contact, PostalAddress)


@transaction.atomic
def add_contact(
    member: Member, *, kind: str, value: str, actor: User | None, label: str = ""
) -> Contact:
    """Save a further e-mail or phone of the member; `label` says what it is for.

    Raises InvalidInput on `kind`, `label` or `value` (wrong, or on the member's record already).
    """
    contact = Contact(member=member, kind=kind, value=_spelled(value), label=label.strip())
    _check_contact(contact)
    contact.save(force_insert=True)
    refresh_search_text(member)
    audit.record(
        actions.CONTACT_ADDED,
        contact,
        actor=actor,
        changes={"value": (None, contact.value)},
        member_number=member.number,
    )
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, value: str, label: str, actor: User | None) -> Contact:
    """Change the value of a contact, or the word for what it is for. Writes nothing when nothing differs.

    Returns the changed contact, a copy: the one in hand keeps its values. Raises InvalidInput as `add_contact` does.
    """
    member = contact.member
    changes = audit.differences(contact, {"value": _spelled(value), "label": label.strip()})
    if not changes:
        return contact
    contact = _with(contact, changes)
    _check_contact(contact)
    contact.save(update_fields=list(changes))
    refresh_search_text(member)
    audit.record(
        actions.CONTACT_CHANGED,
        contact,
        actor=actor,
        changes=changes,
        member_number=member.number,
    )
    return contact


@transaction.atomic
def remove_contact(contact: Contact, *, actor: User | None) -> None:
    """Delete a further e-mail or phone, and journal it."""
    member = contact.member
    audit.record(
        actions.CONTACT_REMOVED,
        contact,
        actor=actor,
        changes={"value": (contact.value, None)},
        member_number=member.number,
    )
    contact.delete()
    refresh_search_text(member)


@transaction.atomic
def add_address(member: Member, *, actor: User | None, **fields: Any) -> PostalAddress:
    """Add a further postal address; `fields` are ADDRESS_FIELDS. Raises InvalidInput on the field that is wrong."""
    address = PostalAddress(member=member, **fields)
    check_fields(address, ADDRESS_FIELDS)
    address.save(force_insert=True)
    audit.record(
        actions.ADDRESS_ADDED,
        address,
        actor=actor,
        changes={name: (None, value) for name, value in fields.items() if value},
        member_number=member.number,
    )
    return address


@transaction.atomic
def change_address(address: PostalAddress, *, actor: User | None, **fields: Any) -> PostalAddress:
    """Change fields of ADDRESS_FIELDS. Writes nothing when nothing differs. Raises InvalidInput on the wrong field.

    Returns the changed address, a copy: the one in hand keeps its values.
    """
    changes = audit.differences(address, fields)
    if not changes:
        return address
    address = _with(address, changes)
    check_fields(address, list(changes))
    address.save(update_fields=list(changes))
    audit.record(
        actions.ADDRESS_CHANGED,
        address,
        actor=actor,
        changes=changes,
        member_number=address.member.number,
    )
    return address


@transaction.atomic
def remove_address(address: PostalAddress, *, actor: User | None) -> None:
    """Delete a further postal address, and journal it."""
    audit.record(actions.ADDRESS_REMOVED, address, actor=actor, member_number=address.member.number)
    address.delete()


def _with(row: Row, changes: audit.Changes) -> Row:
    """A changed copy, so that the caller's row stays as it was when the change is refused."""
    changed = copy(row)
    for name, (_before, after) in changes.items():
        setattr(changed, name, after)
    return changed


def _spelled(value: str) -> str:
    return " ".join(value.split())


def _check_contact(contact: Contact) -> None:
    check_fields(contact, ["kind", "value", "label"])
    if contact.kind == ContactKind.EMAIL:
        _check_email(contact.value)
    else:
        _check_phone(contact.value)
    if _same(contact.member.email, contact.member.phone, contact) or any(
        _same(other.value, other.value, contact)
        for other in contact.member.contacts.filter(kind=contact.kind).exclude(pk=contact.pk)
    ):
        raise InvalidInput(_("This member already has it."), field="value")


def _same(email: str, phone: str, contact: Contact) -> bool:
    """Whether the contact is this e-mail, whatever its capitals, or this phone number, however it is spaced."""
    if contact.kind == ContactKind.EMAIL:
        return email.lower() == contact.value.lower()
    return search_text.digits(phone) == search_text.digits(contact.value)


def _check_email(value: str) -> None:
    try:
        validate_email(value)
    except ValidationError as error:
        raise InvalidInput(error.messages[0], field="value") from error


def _check_phone(value: str) -> None:
    digits = sum(map(str.isdigit, value))
    if not PHONE.fullmatch(value) or not LEAST_DIGITS <= digits <= MOST_DIGITS:
        raise InvalidInput(
            _("A phone number has digits, spaces and maybe a + at the start."), field="value"
        )
