"""What a person should know before a billing run: which members lack what, and whose amount differs from last month."""

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

TOGETHER = 500  # members read in one query


@dataclass(frozen=True)
class Lack:
    """A member whose documents cannot be issued while their record lacks the `missing` words."""

    member: Member
    missing: list[str]


@dataclass(frozen=True)
class Change:
    """A member whose amount differs from the month before; `words` say how. `before` and `now` are in euros."""

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
    """The findings. `association` names what the association lacks to issue anything, `lacks` the members left out.

    `mails` is the number of members who will get a mail, `silent` the members without an e-mail address.
    """

    association: list[str] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    silent: list[Member] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    mails: int = 0


def look(reconciliation: Reconciliation) -> Look:
    """Look at the drafts of a reconciliation. One query for each 500 members. Nothing is written."""
    seen = Look(changes=changes(reconciliation.unusual))
    regime = regime_on(timezone.localdate())
    kinds = {draft.kind for draft in reconciliation.drafts}
    seen.association = mentions.missing_of(Association.current(), kinds, regime)
    for member, drafted in _by_member(reconciliation.drafts):
        missing = {name: None for kind in drafted for name in _missing(kind, member)}
        if missing:
            seen.lacks.append(Lack(member, list(missing)))
        elif member.email:
            seen.mails += 1
        else:
            seen.silent.append(member)
    return seen


def changes(unusual: Iterable[Unusual]) -> list[Change]:
    """The members whose amount changes, the greatest difference first."""
    rows = [
        Change(case.member_number, case.member_name, case.before, case.now, _words(case))
        for case in unusual
    ]
    return sorted(rows, key=lambda row: (-abs(row.difference), row.member_number))


def _words(case: Unusual) -> "Promise":
    if case.before == ZERO:
        return _("billed for the first time")
    if case.now == ZERO:
        return _("billed no more")
    return _("more than last month") if case.now > case.before else _("less than last month")


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
    """The names of what the member's record lacks for a document of this kind."""
    try:
        mentions.check_recipient(Document(kind=kind), member)
    except mentions.MentionsMissing as lack:
        return lack.missing
    return []
