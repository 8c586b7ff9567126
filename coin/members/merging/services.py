"""Duplicates: two records of the same member become one, or are told apart for good."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit
from coin.core.errors import DomainError, InvalidInput, NotFound
from coin.members import actions
from coin.members.enums import ContactKind
from coin.members.merging import registry as merging
from coin.members.models import Contact, DistinctMembers, Member, User
from coin.members.people.services import EDITABLE, refresh_search_text, update_member

# Fields whose value may come from the record that goes: all but the kind, which both records share.
TAKEN = sorted(EDITABLE - {"kind"})
# Fields that are emptied in the record that goes; the journal keeps their values.
EMPTIED = sorted(EDITABLE - {"kind", "language", "joined_on", "country"})


@transaction.atomic
def merge_members(
    survivor: Member, *, merged: int, take: Iterable[str] = (), actor: User | None
) -> Member:
    """Merge the member numbered `merged` into `survivor`: all their rows move, and their number finds the survivor.

    `take` names the fields of which the merged record's value is kept. An e-mail or a phone that is not kept becomes a
    further contact. A merge cannot be undone. Returns the survivor. Raises DomainError, which says what to do first
    (see `obstacles`), and NotFound for an unknown number.
    """
    survivor, other = _locked(survivor.pk, merged)
    check_mergeable(survivor, other)
    values = {name: getattr(other, name) for name in take if name in TAKEN}
    contacts_to_keep = _not_kept(survivor, other, values)
    # Counted before the move: nothing of it is left afterwards.
    moved_rows = moving_words(other)
    for part in merging.parts():
        part.move(other, survivor, actor)
    before = _empty(other, survivor)
    update_member(survivor, actor=actor, **values)
    for kind, value in contacts_to_keep:
        Contact.objects.get_or_create(
            member=survivor, kind=kind, value=value, defaults={"label": f"n° {other.number}"}
        )
    refresh_search_text(survivor)
    words = _("n° %(number)s: %(what)s") % {
        "number": merged,
        "what": moved_rows or _("nothing to move"),
    }
    audit.record(
        actions.MEMBERS_MERGED, survivor, actor=actor, member_number=survivor.number, note=words
    )
    audit.record(
        actions.MERGED_AWAY, other, actor=actor, changes=before, member_number=other.number
    )
    return survivor


@transaction.atomic
def tell_apart(first: Member, second: Member, *, actor: User) -> None:
    """Record that two members are not the same: they are not suspected again.

    Raises InvalidInput when both are one member.
    """
    low, high = sorted((first, second), key=lambda member: member.pk)
    if low.pk == high.pk:
        raise InvalidInput(_("Choose two members."))
    _row, is_new = DistinctMembers.objects.get_or_create(
        first=low, second=high, defaults={"said_by": actor}
    )
    if is_new:
        for member, other in ((low, high), (high, low)):
            words = _("not the same as %(member)s") % {"member": other}
            audit.record(
                actions.TOLD_APART, member, actor=actor, member_number=member.number, note=words
            )


def check_mergeable(survivor: Member, other: Member) -> None:
    """Raise DomainError, which says what to do first, when these two cannot be merged now."""
    for sentence in obstacles(survivor, other):
        raise DomainError(sentence)


def obstacles(survivor: Member, other: Member) -> list[str]:
    """The reasons why two members cannot be merged now; empty when they can."""
    if survivor.pk == other.pk:
        return [_("Choose two members.")]
    for member in (survivor, other):
        if member.merged_into_id or member.archived_at:
            return [_("%(member)s is archived or was merged already.") % {"member": member}]
    if survivor.kind != other.kind:
        return [_("A person and an organisation are not the same member.")]
    departure = survivor.left_on or survivor.excluded_on
    if departure and not (other.left_on or other.excluded_on):
        words = _("%(member)s has left: keep the other number, or undo the departure first.")
        return [words % {"member": survivor}]
    return merging.refusals(other, survivor)


def moving_words(member: Member) -> str:
    """The rows of a member that would move, in words, as labels with counts: `documents: 2, payments: 1`."""
    counted = [(part.label, part.of(member).count()) for part in merging.parts() if part.label]
    return ", ".join(f"{label}: {count}" for label, count in counted if count)


def _locked(survivor: int, merged: int) -> tuple[Member, Member]:
    """Both rows, locked in the order of their primary keys, so that two merges cannot deadlock.

    Writes about a member's money lock the same row first.
    """
    wanted = Member.objects.filter(pk=survivor) | Member.objects.filter(number=merged)
    members = {
        member.pk: member for member in wanted.select_for_update(of=("self",)).order_by("pk")
    }
    others = [member for member in members.values() if member.number == merged]
    if survivor not in members or not others:
        raise NotFound(_("One of these members is no longer there."))
    return members[survivor], others[0]


def _not_kept(survivor: Member, other: Member, values: dict[str, object]) -> list[tuple[str, str]]:
    """The e-mail and the phone that the survivor would lose, as (kind of contact, value)."""
    lost = []
    for name, kind in (("email", ContactKind.EMAIL), ("phone", ContactKind.PHONE)):
        value = getattr(survivor if name in values else other, name)
        kept_value = values.get(name, getattr(survivor, name))
        if value and value != kept_value:
            lost.append((kind.value, value))
    return lost


def _empty(other: Member, survivor: Member) -> dict[str, tuple[object, object]]:
    """Empty the record that goes: only its number is left. Returns the values it had, for the journal."""
    empty = {name: None if name == "birth_on" else "" for name in EMPTIED}
    before = audit.differences(other, empty)
    Member.objects.filter(pk=other.pk).update(
        **empty, search_text="", merged_into=survivor, archived_at=timezone.now()
    )
    for name, value in empty.items():
        setattr(other, name, value)
    return before
