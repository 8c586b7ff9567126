"""Verifies the chain from its first seal to its last, a batch at a time: the memory it takes does not grow with it."""

import logging
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coin.core.actions import WORDS_ERASED
from coin.core.chain import sealing
from coin.core.chain.digests import COLUMNS, START, Row, joined, read
from coin.core.models import AuditEntry, AuditSeal, PeriodicJob

logger = logging.getLogger(__name__)
BATCH = 2000
JOB = "core.verify_journal"


class Wrong(models.TextChoices):
    """What may be wrong with a row."""

    CHANGED = "changed", gettext_lazy("it was changed after it was sealed")
    MISSING = "missing", gettext_lazy("it was sealed and is gone")
    INSERTED = "inserted", gettext_lazy("it is older than the chain and was never sealed")
    BROKEN = "broken", gettext_lazy("its seal does not follow from the one before")
    ERASED = "erased", gettext_lazy("its words were erased and the journal does not say so")
    CUT = "cut", gettext_lazy("the head that was noted is no longer in the chain")


@dataclass(frozen=True)
class Break:
    """Where the chain breaks: the number of a row of the journal (0: nowhere in particular), and what is wrong."""

    entry_pk: int
    wrong: Wrong

    @property
    def words(self) -> str:
        if not self.entry_pk:
            return _("The journal is not whole: %(wrong)s.") % {"wrong": self.wrong.label}
        words = {"row": self.entry_pk, "wrong": self.wrong.label}
        return _("The journal's chain breaks at row %(row)s: %(wrong)s.") % words


@dataclass(frozen=True)
class Result:
    """How many rows hold, the digest of the last seal that does, when its act was done, and the first break."""

    count: int
    head: str
    until: datetime | None
    first_break: Break | None = None

    @property
    def ok(self) -> bool:
        return self.first_break is None


class JournalBroken(Exception):
    """The chain does not hold; the message says where."""


def verify(*, head: str = "") -> Result:
    """Go through the whole chain, up to its first break. `head`: a digest noted earlier, which it must still hold."""
    walk = _Walk(head)
    for some in _seals():
        entries = _entries([seal.entry_pk for seal in some])
        for one in some:
            if wrong := walk.wrong_with(one, entries.get(one.entry_pk)):
                return walk.result(Break(one.entry_pk, wrong))
    if slipped_in := _slipped_in():
        return walk.result(Break(slipped_in, Wrong.INSERTED))
    return walk.result(None if walk.met_head else Break(0, Wrong.CUT))


def verify_and_note(*, head: str = "") -> Result:
    """Seal what is left, verify, log the head outside the database, and keep the result for the journal's page."""
    sealing.seal()
    result = verify(head=head)
    error = result.first_break.words if result.first_break else ""
    PeriodicJob.objects.update_or_create(
        name=JOB, defaults={"finished_at": timezone.now(), "error": error}
    )
    logger.info("journal: %s rows sealed, head %s", result.count, result.head)
    return result


class _Seal(NamedTuple):
    """A seal without its model, since there are as many as acts."""

    pk: int
    entry_pk: int
    facts_digest: str
    words_digest: str
    digest: str


class _Walk:
    """How far the chain holds."""

    def __init__(self, head: str) -> None:
        self.erased = _erased_ranges()
        self.count, self.head = 0, START
        self.until: datetime | None = None
        self.wanted, self.met_head = head, not head

    def wrong_with(self, one: _Seal, row: Row | None) -> Wrong | None:
        """What is wrong with the next seal and its row; if nothing is, they are counted."""
        wrong = self._seal_is_wrong(one) or self._row_is_wrong(one, row)
        if wrong is None and row is not None:
            self.count, self.head, self.until = self.count + 1, one.digest, row.at
            self.met_head |= one.digest == self.wanted
        return wrong

    def result(self, found: Break | None) -> Result:
        return Result(self.count, self.head, self.until, found)

    def _seal_is_wrong(self, one: _Seal) -> Wrong | None:
        follows = joined(self.head, one.facts_digest, one.words_digest)
        return None if one.digest == follows else Wrong.BROKEN

    def _row_is_wrong(self, one: _Seal, row: Row | None) -> Wrong | None:
        if row is None:
            return Wrong.MISSING
        if row.facts != one.facts_digest:
            return Wrong.CHANGED
        if not row.is_erased:
            return None if row.words == one.words_digest else Wrong.CHANGED
        if not row.is_blank:
            return Wrong.CHANGED
        return None if self._is_said_erased(row.pk) else Wrong.ERASED

    def _is_said_erased(self, pk: int) -> bool:
        place = bisect_right(self.erased, (pk, float("inf"))) - 1
        return place >= 0 and self.erased[place][0] <= pk <= self.erased[place][1]


def _seals() -> Iterator[list[_Seal]]:
    after = 0
    every = AuditSeal.objects.order_by("pk").values_list(*_Seal._fields)
    while some := [_Seal(*values) for values in every.filter(pk__gt=after)[:BATCH]]:
        yield some
        after = some[-1].pk


def _entries(pks: list[int]) -> dict[int, Row]:
    rows = AuditEntry.objects.filter(pk__in=pks).order_by()
    try:
        return {row.pk: row for row in map(read, rows.values_list(*COLUMNS))}
    except (
        AttributeError,
        ValueError,
    ):  # SQLite holds whatever was put there, even what is no date
        kept = rows.values_list("pk", flat=True)
        return {pk: _read_alone(pk) for pk in kept}


def _read_alone(pk: int) -> Row:
    try:
        return read(AuditEntry.objects.values_list(*COLUMNS).get(pk=pk))
    except (AttributeError, ValueError):
        return Row(pk, timezone.now(), facts="", words="", is_erased=False, is_blank=False)


def _slipped_in() -> int | None:
    """The first row that claims to be older than the end of the chain, which sealing therefore left aside."""
    end = sealing.end_of_chain()
    if end is None:
        return None
    old = sealing.unsealed().filter(at__lte=end - sealing.LATE)
    return old.order_by("pk").values_list("pk", flat=True).first()


def _erased_ranges() -> list[tuple[int, float]]:
    """The numbers of the rows that the journal says were erased, as ranges in order, joined where they meet."""
    said = AuditEntry.objects.filter(action=WORDS_ERASED.slug).values_list("changes", flat=True)
    every = sorted((first, last) for changes in said.iterator() for first, last in _ranges(changes))
    joined_up: list[tuple[int, float]] = []
    for first, last in every:
        if joined_up and first <= joined_up[-1][1] + 1:
            joined_up[-1] = (joined_up[-1][0], max(last, joined_up[-1][1]))
        else:
            joined_up.append((first, last))
    return joined_up


def _ranges(changes: Any) -> list[list[int]]:
    """What a row of the journal says was erased; nothing when it was tampered with (its seal tells)."""
    try:
        return [[int(first), int(last)] for first, last in changes["rows"][1]]
    except (KeyError, IndexError, TypeError, ValueError):
        return []


@dataclass(frozen=True)
class State:
    """How the chain stands, for the journal's page: sealed up to when, verified when, and what was found."""

    sealed_until: datetime | None
    verified_at: datetime | None
    problem: str


def state() -> State:
    """What the last verification found: three queries, whatever the journal's size."""
    job = PeriodicJob.objects.filter(name=JOB).first()
    problem = job.error.removeprefix(f"{JournalBroken.__name__}: ") if job else ""
    return State(sealing.end_of_chain(), job.finished_at if job else None, problem)
