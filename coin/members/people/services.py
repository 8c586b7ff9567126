"""Members: recorded, changed, gone, and found by a search."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coin.core import audit, counters
from coin.core.errors import DomainError, InvalidInput
from coin.core.validation import check_fields
from coin.members import actions, search_text, ties
from coin.members.enums import ContactKind, MemberKind
from coin.members.models import Contact, Member, OrganisationAccount, Representative, User

SERIES = "members.member"
AT_ONCE = 500
OLDEST_BIRTH = date(1900, 1, 1)
EDITABLE = frozenset(
    {
        "kind",
        "first_name",
        "last_name",
        "organisation_name",
        "pseudonym",
        "legal_form",
        "birth_on",
        "birth_place",
        "email",
        "phone",
        "street",
        "postal_code",
        "city",
        "country",
        "siren",
        "rna",
        "language",
        "joined_on",
    }
)


@transaction.atomic
def create_member(
    *, actor: User | None, kind: str, number: int | None = None, **fields: Any
) -> Member:
    """Save a new member. `fields` are those of EDITABLE; `number` is for members who already had a number elsewhere.

    `number` None: the next one of the series. Raises InvalidInput (its `field` says which) when a value is wrong or
    the number is taken.
    """
    _known_only(fields)
    member = Member(kind=kind, **_compacted(fields))
    _check(member)
    member.number = _number(number)
    member.search_text = search_text.of(member)
    member.save(force_insert=True)
    audit.record(actions.MEMBER_CREATED, member, actor=actor, member_number=member.number)
    return member


@transaction.atomic
def update_member(member: Member, *, actor: User | None, **fields: Any) -> Member:
    """Change fields of EDITABLE; writes nothing when nothing differs.

    Raises InvalidInput on the field that is wrong; `member` then keeps its values.
    """
    _known_only(fields)
    changes = audit.differences(member, _compacted(fields))
    if not changes:
        return member
    before = {name: getattr(member, name) for name in changes}
    for name, (_before, after) in changes.items():
        setattr(member, name, after)
    try:
        _check(member, list(changes))
    except InvalidInput:
        for name, value in before.items():
            setattr(member, name, value)
        raise
    member.save(update_fields=list(changes))
    refresh_search_text(member)
    audit.record(
        actions.MEMBER_CHANGED, member, actor=actor, changes=changes, member_number=member.number
    )
    return member


@transaction.atomic
def record_departure(
    member: Member, *, on: date, actor: User | None, excluded: bool = False, note: str = ""
) -> None:
    """Record that the member left, or was excluded by the body: `on` is the first day they no longer belong.

    `excluded`: by the body; otherwise they left. `note` is for the journal. Subscriptions are ended apart. Raises
    DomainError when a departure is recorded already, InvalidInput on `on` when it is before the day they joined.
    """
    if member.joined_on and on < member.joined_on:
        raise InvalidInput(_("A member cannot leave before the day they joined."), field="on")
    field = "excluded_on" if excluded else "left_on"
    # One conditional UPDATE: of two departures recorded at once, the second is refused.
    still_here = Member.objects.filter(pk=member.pk, left_on=None, excluded_on=None)
    if not still_here.update(**{field: on}):
        raise DomainError(_("The departure of this member is already recorded."))
    setattr(member, field, on)
    audit.record(
        actions.MEMBER_LEFT,
        member,
        actor=actor,
        changes={field: (None, on)},
        member_number=member.number,
        note=note,
    )
    ties.DEPARTURES.all(member, on=on, actor=actor)


@transaction.atomic
def undo_departure(member: Member, *, actor: User | None) -> None:
    """Take a departure back: it was a mistake, or the member returns under the same number.

    The member is no longer archived. Raises DomainError when the member has not left, or their data are erased.
    """
    member.refresh_from_db(fields=["left_on", "excluded_on", "erased_at"])
    if member.erased_at:
        raise DomainError(
            _("Nothing is left of this member but the number: record a new member instead.")
        )
    changes = audit.differences(member, {"left_on": None, "excluded_on": None})
    if not changes:
        raise DomainError(_("This member has not left."))
    Member.objects.filter(pk=member.pk).update(left_on=None, excluded_on=None, archived_at=None)
    member.left_on = member.excluded_on = member.archived_at = None
    audit.record(
        actions.DEPARTURE_UNDONE, member, actor=actor, changes=changes, member_number=member.number
    )


def refresh_search_text(member: Member) -> None:
    """Write the search text of a member anew. Only `create_member` and the import of members fill it elsewhere."""
    refresh_search_texts([member])


def refresh_search_texts(members: Sequence[Member]) -> None:
    """Write the search texts of many members anew, in a few queries for each five hundred."""
    for start in range(0, len(members), AT_ONCE):
        chunk = members[start : start + AT_ONCE]
        words = _found_by([member.pk for member in chunk])
        stale = []
        for member in chunk:
            text = search_text.of(member, *words.get(member.pk, ()))
            if text != member.search_text:
                member.search_text = text
                stale.append(member)
        Member.objects.bulk_update(stale, ["search_text"])


def _found_by(pks: list[int]) -> dict[int, tuple[list[str], list[str], list[str]]]:
    """By member: logins, further e-mails, further phones.

    The logins come with the numbers of the records merged into the member's, which old letters bear.
    """
    words_by_member: dict[int, tuple[list[str], list[str], list[str]]] = {
        pk: ([], [], []) for pk in pks
    }
    users = Representative.objects.filter(member__in=pks).values_list("member", "user__login")
    people = OrganisationAccount.objects.filter(member__in=pks).values_list("member", "login")
    for pk, login in [*users, *people]:
        words_by_member[pk][0].append(login)
    for record in Member.objects.filter(merged_into__in=pks).only("number", "merged_into"):
        words_by_member[record.merged_into_id][0].extend((str(record.number), record.reference))  # type: ignore[index]
    for pk, kind, value in Contact.objects.filter(member__in=pks).values_list(
        "member", "kind", "value"
    ):
        words_by_member[pk][1 if kind == ContactKind.EMAIL else 2].append(value)
    return words_by_member


def _number(number: int | None) -> int:
    if number is None:
        # Members may be there from before the series: it never gives a number at or under the highest.
        counters.raise_to(SERIES, Member.objects.aggregate(last=Max("number"))["last"] or 0)
        return counters.next_number(SERIES)
    if number < 1 or Member.objects.filter(number=number).exists():
        raise InvalidInput(
            _("The number %(number)s is taken or not a number.") % {"number": number},
            field="number",
        )
    counters.raise_to(SERIES, number)
    return number


def _check(member: Member, names: list[str] | None = None) -> None:
    check_fields(member, sorted(EDITABLE) if names is None else names)
    if member.kind == MemberKind.ORGANISATION and not member.organisation_name:
        raise InvalidInput(_("Give the organisation's name."), field="organisation_name")
    if member.kind == MemberKind.PERSON and not member.name:
        raise InvalidInput(_("Give a name or a pseudonym."), field="last_name")
    if names is None or "birth_on" in names:
        check_birth(member.birth_on)


def check_birth(day: date | None) -> None:
    """Nobody was born tomorrow, nor before 1900. Raises InvalidInput(field="birth_on")."""
    if day and day > timezone.localdate():
        raise InvalidInput(_("A birth date is not in the future."), field="birth_on")
    if day and day < OLDEST_BIRTH:
        raise InvalidInput(_("A birth date is not before 1900."), field="birth_on")


def _known_only(fields: dict[str, Any]) -> None:
    unknown = sorted(set(fields) - EDITABLE)
    if unknown:
        raise TypeError(f"not a field that may be set: {', '.join(unknown)}")


def _compacted(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields, with SIREN and RNA numbers without the spaces that people write in them."""
    compacted = dict(fields)
    for name in {"siren", "rna"} & set(fields):
        compacted[name] = "".join(fields[name].split()).upper()
    return compacted
