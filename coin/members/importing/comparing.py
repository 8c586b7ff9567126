"""Each line of a file compared with the members of coin: new, changed, unchanged, or refused with the reason.

No database here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from zlib import crc32

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from coin.core.errors import InvalidInput
from coin.core.folding import normalise
from coin.members.dues.plans import refusal as plan_refusal
from coin.members.enums import MemberKind
from coin.members.importing.dues import NewDues, Period, Plans, dues_of, last_paid
from coin.members.importing.fields import FIELDS
from coin.members.importing.names import split
from coin.members.importing.reading import Row
from coin.members.models import Member

DUES = ("dues_until", "dues_plan", "dues_amount")
NAMES = {"first_name", "last_name", "organisation_name"}


class Outcome(models.TextChoices):
    NEW = "new", pgettext_lazy("line of a file", "New")
    CHANGED = "changed", pgettext_lazy("line of a file", "Changed")
    UNCHANGED = "unchanged", pgettext_lazy("line of a file", "Unchanged")
    REFUSED = "refused", pgettext_lazy("line of a file", "Refused")


@dataclass
class People:
    """The members of coin by number and by e-mail, and the dues periods of each by the member's primary key.

    `by_email` leaves out records that were merged into another; its keys are without capitals.
    """

    by_number: dict[int, Member] = field(default_factory=dict)
    by_email: dict[str, list[Member]] = field(default_factory=dict)
    periods: dict[int, list[Period]] = field(default_factory=dict)

    @classmethod
    def of(cls, members: Iterable[Member], periods: Mapping[int, list[Period]] = {}) -> "People":
        people = cls(periods=dict(periods))
        for member in members:
            people.by_number[member.number] = member
            if member.email and not member.merged_into_id:
                people.by_email.setdefault(member.email.casefold(), []).append(member)
        return people


@dataclass
class Line:
    """One line of the file, and its effect. `cells` are as read; `changes` maps a field to (before, after).

    `number`: the line's own in the file. `member`: the one that it changes; None for a new one. `values`: the cells'
    values, by field. `dues`: the paid period that it brings. `reasons`: why it is refused. `notes`: what to look at.
    """

    number: int
    cells: list[str]
    outcome: Outcome = Outcome.UNCHANGED
    member: Member | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    dues: NewDues | None = None
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The member that the line is about, in words; the first cells when there is no name."""
        if self.member is not None:
            return str(self.member)
        return _name(self.values) or "; ".join(cell for cell in self.cells if cell)[:60]


def compare(
    rows: Sequence[Row],
    columns: Mapping[int, str],
    people: People,
    plans: Plans,
    *,
    width: int,
    today: date,
) -> list[Line]:
    """One Line for each row. `columns` maps a cell's position to its field; `width` counts the header's columns.

    `people` and `plans` are what coin has. Nothing is written; a wrong line is not raised but becomes a refused Line.
    """
    seen: dict[Any, int] = {}
    lines = []
    for number, cells in rows:
        line = _read(number, cells, columns, width)
        if not line.reasons:
            _find(line, people)
            _refuse_twice(line, seen)
        if not line.reasons:
            _fill(line, people, plans, today)
        if line.reasons:
            line.outcome = Outcome.REFUSED
        lines.append(line)
    return lines


def _read(number: int, cells: list[str], columns: Mapping[int, str], width: int) -> Line:
    """The line with its cells as values. An empty cell gives no value: it changes nothing."""
    line = Line(number, cells)
    if any(cells[width:]):
        line.reasons.append(_("This line has more cells than the header has columns."))
    for position, slug in columns.items():
        cell = cells[position] if position < len(cells) else ""
        if not cell:
            continue
        try:
            line.values[slug] = FIELDS[slug].parse(cell)
        except InvalidInput as error:
            words = {"field": FIELDS[slug].title, "words": error.message}
            line.reasons.append(_("%(field)s: %(words)s") % words)
    return line


def _find(line: Line, people: People) -> None:
    """Set the member that the line is about: found by number, else by e-mail and name together; None when it is new."""
    number = line.values.get("number")
    if number is not None:
        line.member = people.by_number.get(number)
    elif email := line.values.get("email"):
        name, sharing = normalise(_name(line.values)), people.by_email.get(email.casefold(), [])
        matches = [member for member in sharing if normalise(member.name) == name]
        line.member = matches[0] if len(matches) == 1 else None
        if len(matches) > 1:
            line.reasons.append(_("Several members have this e-mail and this name: merge them."))
        elif sharing and not matches:
            line.notes.append(
                _("Another member has this e-mail: %(member)s.") % {"member": sharing[0]}
            )
    if line.member:
        line.reasons += _gone(line.member)


def _gone(member: Member) -> list[str]:
    if member.merged_into_id:
        return [_("This member was merged into another one: use the other number.")]
    if member.archived_at:
        return [_("This member left and is archived.")]
    return []


def _refuse_twice(line: Line, seen: dict[Any, int]) -> None:
    """Refuse the second of two lines about the same member."""
    values, name = line.values, normalise(_name(line.values))
    key: Any = ("number", line.member.number) if line.member else None
    if key is None and "number" in values:
        key = ("number", values["number"])
    elif key is None and values.get("email"):
        key = (values["email"].casefold(), name)
    if key is not None and (first := seen.setdefault(key, line.number)) != line.number:
        line.reasons.append(_("The same member as on line %(line)s.") % {"line": first})


def _fill(line: Line, people: People, plans: Plans, today: date) -> None:
    """Note on the line what would be written for it (outcome, changes, dues), or why it is refused."""
    if line.member is None:
        _fill_new(line)
    else:
        _fill_changes(line, line.member)
    if not line.reasons and "dues_until" in line.values:
        _fill_dues(line, people, plans, today)


def _fill_dues(line: Line, people: People, plans: Plans, today: date) -> None:
    periods = people.periods.get(line.member.pk, []) if line.member else []
    before = last_paid(periods)
    try:
        line.dues = dues_of(line.values, periods, plans, today)
    except InvalidInput as error:
        line.reasons.append(str(error.message))
        return
    if line.dues:
        kind = line.member.kind if line.member else line.values["kind"]
        if refusal := plan_refusal(
            line.dues.plan, Member(kind=kind), held=False, by_volunteer=True
        ):
            line.reasons.append(refusal)
        line.changes["dues_until"] = (before, line.values["dues_until"])
        if not line.values.get("joined_on", line.member and line.member.joined_on):
            line.changes["joined_on"] = (None, line.dues.starts_on)
        line.outcome = Outcome.CHANGED if line.member else Outcome.NEW
    elif before and before > line.values["dues_until"]:
        line.notes.append(_("coin has dues paid until a later day, which stay."))


def _fill_new(line: Line) -> None:
    line.outcome = Outcome.NEW
    values = _own(line.values)
    values.setdefault("kind", _kind(line.values))
    _put_name(line.values, values["kind"], values)
    if not _name(values):
        line.reasons.append(_("A new member needs a name."))
    joined, left = values.get("joined_on"), values.get("left_on")
    if joined and left and left < joined:
        line.reasons.append(_("The departure is before the day they joined."))
    line.values = {**line.values, **values}
    line.changes = {name: (None, value) for name, value in values.items()}


def _fill_changes(line: Line, member: Member) -> None:
    values = _own(line.values)
    if values.get("kind", member.kind) != member.kind:
        line.reasons.append(_("A person does not become an organisation, nor the other way round."))
    if "name" in line.values and normalise(line.values["name"]) != normalise(member.name):
        _put_name(line.values, member.kind, values)
    line.changes = {
        name: (getattr(member, name), value)
        for name, value in values.items()
        if not _same(name, getattr(member, name), value)
    }
    _check_departure(line, member, values)
    if NAMES & set(line.changes):
        line.notes.append(_("The name changes: check that it is the same member."))
    line.outcome = Outcome.CHANGED if line.changes else Outcome.UNCHANGED


def _check_departure(line: Line, member: Member, values: Mapping[str, Any]) -> None:
    left, joined = values.get("left_on"), values.get("joined_on", member.joined_on)
    if "left_on" not in line.changes:
        return
    if member.left_on or member.excluded_on:
        line.reasons.append(_("coin has another day for this departure: undo it there first."))
    elif left and joined and left < joined:
        line.reasons.append(_("The departure is before the day they joined."))


def _own(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are fields of the member."""
    return {slug: value for slug, value in values.items() if slug not in (*DUES, "name", "number")}


def _kind(values: Mapping[str, Any]) -> str:
    """The kind of a new member: an organisation when the line has a field that only organisations have, and no name of
    a person."""
    names = values.get("first_name") or values.get("last_name")
    signs = any(values.get(slug) for slug in ("organisation_name", "siren", "rna", "legal_form"))
    return MemberKind.ORGANISATION if signs and not names else MemberKind.PERSON


def _put_name(values: Mapping[str, Any], kind: str, into: dict[str, Any]) -> None:
    """Put a whole name into the fields of its kind; a name that has a column of its own wins."""
    whole = values.get("name")
    if not whole:
        return
    if kind == MemberKind.ORGANISATION:
        into.setdefault("organisation_name", whole)
    elif not {"first_name", "last_name"} & set(values):
        into["first_name"], into["last_name"] = split(whole)


def _name(values: Mapping[str, Any]) -> str:
    """The name that a line gives, as a member's name is shown."""
    own = f"{values.get('first_name', '')} {values.get('last_name', '')}".strip()
    names = [values.get("name"), own, values.get("organisation_name"), values.get("pseudonym")]
    return next((str(name) for name in names if name), "")


def _same(name: str, before: Any, after: Any) -> bool:
    if name == "email":
        return str(before).casefold() == str(after).casefold()
    return bool(before == after)


def counts(lines: Iterable[Line]) -> dict[str, int]:
    """The number of lines with each outcome, zero included."""
    count_by_outcome = {str(outcome.value): 0 for outcome in Outcome}
    for line in lines:
        count_by_outcome[line.outcome.value] += 1
    return count_by_outcome


def fingerprint(lines: Iterable[Line]) -> int:
    """A number that changes with what would be written.

    The page sends it back with the button, so that nothing is written but the lines that the person saw.
    """
    texts = [repr((line.number, line.outcome.value, line.changes)) for line in lines]
    return crc32("\n".join(texts).encode())


@dataclass(frozen=True)
class Money:
    """The dues that a file brings, for the preview: how many periods, and their sum in euros."""

    periods: int
    total: Decimal


def dues_total(lines: Iterable[Line]) -> Money:
    all_dues = [line.dues for line in lines if line.dues and line.outcome != Outcome.REFUSED]
    return Money(len(all_dues), sum((dues.amount for dues in all_dues), Decimal(0)))
