"""Verifies the chain from its first seal to its last, batch by batch, so that memory does not grow with the journal."""

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
    """Where the chain breaks: the number of a row of the journal (0: no row in particular), and what is wrong."""

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
    """How many rows hold, the digest of the last seal that holds, when its act was done, and the first break."""

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
    """Go through the whole chain, up to its first break. Writes nothing, and raises nothing for a break.

    `head` is a digest noted earlier: the chain must still hold it, or its end was cut off or written anew.
    """
    walk = _Walk(head)
    for batch in _seals():
        entries = _entries([seal.entry_pk for seal in batch])
        for seal in batch:
            if wrong := walk.wrong_with(seal, entries.get(seal.entry_pk)):
                return walk.result(Break(seal.entry_pk, wrong))
    if slipped_in := _slipped_in():
        return walk.result(Break(slipped_in, Wrong.INSERTED))
    return walk.result(None if walk.met_head else Break(0, Wrong.CUT))


def verify_and_note(*, head: str = "") -> Result:
    """Seal the rows that are left, verify the chain as `verify` does, and keep the result for the journal's page.

    The head goes to the log, outside the database: somebody who rewrites the database cannot rewrite it.
    """
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
    """A walk along the chain: how many rows hold so far, and the digest from which the next seal must follow."""

    def __init__(self, head: str) -> None:
        self.erased = _erased_ranges()
        self.count, self.head = 0, START
        self.until: datetime | None = None
        self.wanted, self.met_head = head, not head

    def wrong_with(self, seal: _Seal, row: Row | None) -> Wrong | None:
        """What is wrong with the next seal and its row; None when both hold, which are then counted."""
        wrong = self._seal_is_wrong(seal) or self._row_is_wrong(seal, row)
        if wrong is None and row is not None:
            self.count, self.head, self.until = self.count + 1, seal.digest, row.at
            self.met_head |= seal.digest == self.wanted
        return wrong

    def result(self, first_break: Break | None) -> Result:
        return Result(self.count, self.head, self.until, first_break)

    def _seal_is_wrong(self, seal: _Seal) -> Wrong | None:
        follows = joined(self.head, seal.facts_digest, seal.words_digest)
        return None if seal.digest == follows else Wrong.BROKEN

    def _row_is_wrong(self, seal: _Seal, row: Row | None) -> Wrong | None:
        if row is None:
            return Wrong.MISSING
        if row.facts != seal.facts_digest:
            return Wrong.CHANGED
        if not row.is_erased:
            return None if row.words == seal.words_digest else Wrong.CHANGED
        # An erased row holds no words, and a later row of the journal says that the job erased it.
        if not row.is_blank:
            return Wrong.CHANGED
        return None if self._is_said_erased(row.pk) else Wrong.ERASED

    def _is_said_erased(self, pk: int) -> bool:
        place = bisect_right(self.erased, (pk, float("inf"))) - 1
        return place >= 0 and self.erased[place][0] <= pk <= self.erased[place][1]


def _seals() -> Iterator[list[_Seal]]:
    after = 0
    seals = AuditSeal.objects.order_by("pk").values_list(*_Seal._fields)
    while batch := [_Seal(*values) for values in seals.filter(pk__gt=after)[:BATCH]]:
        yield batch
        after = batch[-1].pk


def _entries(pks: list[int]) -> dict[int, Row]:
    rows = AuditEntry.objects.filter(pk__in=pks).order_by()
    try:
        return {row.pk: row for row in map(read, rows.values_list(*COLUMNS))}
    except (AttributeError, ValueError):
        # SQLite checks no types: somebody who tampered with a row may have left no date in its date column.
        pks_in_rows = rows.values_list("pk", flat=True)
        return {pk: _read_alone(pk) for pk in pks_in_rows}


def _read_alone(pk: int) -> Row:
    """One row; a row that cannot be read gets empty digests, which agree with no seal."""
    try:
        return read(AuditEntry.objects.values_list(*COLUMNS).get(pk=pk))
    except (AttributeError, ValueError):
        return Row(pk, timezone.now(), facts="", words="", is_erased=False, is_blank=False)


def _slipped_in() -> int | None:
    """The number of the first unsealed row that claims to be older than the end of the chain, by more than LATE.

    Sealing leaves such a row aside. None when there is none.
    """
    end = sealing.end_of_chain()
    if end is None:
        return None
    old = sealing.unsealed().filter(at__lte=end - sealing.LATE)
    return old.order_by("pk").values_list("pk", flat=True).first()


def _erased_ranges() -> list[tuple[int, float]]:
    """The numbers of the rows that the journal says were erased, as ranges in order, joined where they meet."""
    erasures = AuditEntry.objects.filter(action=WORDS_ERASED.slug).values_list("changes", flat=True)
    ranges = sorted(
        (first, last) for changes in erasures.iterator() for first, last in _ranges(changes)
    )
    joined_up: list[tuple[int, float]] = []
    for first, last in ranges:
        if joined_up and first <= joined_up[-1][1] + 1:
            joined_up[-1] = (joined_up[-1][0], max(last, joined_up[-1][1]))
        else:
            joined_up.append((first, last))
    return joined_up


def _ranges(changes: Any) -> list[list[int]]:
    """The ranges that a row of the journal says were erased; none when the row was tampered with (its seal tells)."""
    try:
        return [[int(first), int(last)] for first, last in changes["rows"][1]]
    except (KeyError, IndexError, TypeError, ValueError):
        return []


@dataclass(frozen=True)
class State:
    """How the chain stands, for the journal's page: sealed until when, verified when, and the problem found."""

    sealed_until: datetime | None
    verified_at: datetime | None
    problem: str


def state() -> State:
    """The result of the last verification, in three queries whatever the journal's size."""
    job = PeriodicJob.objects.filter(name=JOB).first()
    # The periodic job writes its error with the exception's name before the words.
    problem = job.error.removeprefix(f"{JournalBroken.__name__}: ") if job else ""
    return State(sealing.end_of_chain(), job.finished_at if job else None, problem)
