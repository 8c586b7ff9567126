"""The three digests of a seal: of the row's facts, of the row's words, and of both joined to the seal before."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

# The columns that always stay, then those that the retention job may erase.
FACTS = ("at", "actor_id", "capacity", "action", "subject_type", "subject_id", "member_number")
WORDS = ("actor_name", "subject_label", "changes", "note")
START = "0" * 64


class Row(NamedTuple):
    """A row of the journal, as the chain reads it.

    `facts` and `words` are the digests of these columns. `is_erased`: the row says that its words were erased;
    `is_blank`: it holds none, except perhaps the author's name.
    """

    pk: int
    at: datetime
    facts: str
    words: str
    is_erased: bool
    is_blank: bool


COLUMNS = ("pk", "erased_at", *FACTS, *WORDS)


def read(values: Sequence[Any]) -> Row:
    """A row from the values of COLUMNS, in that order."""
    pk, erased_at, at, *others = values
    facts, words = others[: len(FACTS) - 1], others[len(FACTS) - 1 :]
    return Row(
        pk=pk,
        at=at,
        facts=digest([pk, at.astimezone(UTC).isoformat(timespec="microseconds"), *facts]),
        words=digest(words),
        is_erased=erased_at is not None,
        is_blank=not any(words[1:]),  # erasing may leave the first of the words, the author's name
    )


def digest(values: Sequence[Any]) -> str:
    """The SHA-256 of plain values as JSON, written in one way only: keys sorted, no spaces, ASCII."""
    plain = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(plain.encode()).hexdigest()


def joined(before: str, facts: str, words: str) -> str:
    """The digest of a seal, from the digest of the seal before and the two digests of its row."""
    return sha256(f"{before}{facts}{words}".encode()).hexdigest()
