"""What a person should know before a billing run: who lacks what, and who is billed otherwise than last month."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coin.billing.documents import mentions
from coin.billing.due.reconcile import DraftDocument, Reconciliation, Unusual
from coin.billing.models import Document
from coin.core.models import Association
from coin.core.money import ZERO
from coin.core.vat import regime_on
from coin.members.models import Member

TOGETHER = 500


@dataclass(frozen=True)
class Lack:
    """A member whose documents cannot be issued as long as their record lacks these."""

    member: Member
    missing: list[str]


@dataclass(frozen=True)
class Change:
    """A member who is billed otherwise than the month before, and how in a word."""

    member_number: int
    member_name: str
    before: Decimal
    now: Decimal
    words: "Promise"

    @property
    def difference(self) -> Decimal:
        return self.now - self.before


@dataclass
class Look:
    """`association` names what the association lacks to issue anything; `lacks` who is left out; `mails` how many
    members are told, `silent` those without an address to tell them."""

    association: list[str] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    silent: list[Member] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    mails: int = 0


def look(found: Reconciliation) -> Look:
    """One query for each 500 members."""
    seen = Look(changes=changes(found.unusual))
    regime = regime_on(timezone.localdate())
    kinds = {draft.kind for draft in found.drafts}
    seen.association = mentions.missing_of(Association.current(), kinds, regime)
    for member, drafted in _by_member(found.drafts):
        missing = {name: None for kind in drafted for name in _missing(kind, member)}
        if missing:
            seen.lacks.append(Lack(member, list(missing)))
        elif member.email:
            seen.mails += 1
        else:
            seen.silent.append(member)
    return seen


def changes(unusual: Iterable[Unusual]) -> list[Change]:
    """The greatest difference first."""
    rows = [
        Change(one.member_number, one.member_name, one.before, one.now, _words(one))
        for one in unusual
    ]
    return sorted(rows, key=lambda row: (-abs(row.difference), row.member_number))


def _words(one: Unusual) -> "Promise":
    if one.before == ZERO:
        return _("billed for the first time")
    if one.now == ZERO:
        return _("billed no more")
    return _("more than last month") if one.now > one.before else _("less than last month")


def _by_member(drafts: Iterable[DraftDocument]) -> Iterator[tuple[Member, set[str]]]:
    kinds: dict[int, set[str]] = defaultdict(set)
    for draft in drafts:
        kinds[draft.member_number].add(draft.kind)
    numbers = sorted(kinds)
    for start in range(0, len(numbers), TOGETHER):
        batch = Member.objects.filter(number__in=numbers[start : start + TOGETHER])
        for member in batch.order_by("number"):
            yield member, kinds[member.number]


def _missing(kind: str, member: Member) -> list[str]:
    try:
        mentions.check_recipient(Document(kind=kind), member)
    except mentions.MentionsMissing as lack:
        return lack.missing
    return []
