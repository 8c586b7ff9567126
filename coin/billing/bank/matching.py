"""Guesses whose money a bank line is, with a score and a reason in words: pure look-ups in tables that are read once.

A guess is certain from a score of CERTAIN on: the line bears a reference of ours, or an IBAN from which this member
alone pays. A name alone is never certain.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from coin.core.folding import normalise
from coin.core.money import ZERO

CERTAIN = 90  # of 100
# A member's reference, ADH00042, and a document's number, F2026-00042, as banks and people write them.
REFERENCE = re.compile(r"(?<![A-Z])A\s?D\s?H[\s.:/_°#-]*((?:\d\s?){1,9})", re.IGNORECASE)
DOCUMENT = re.compile(
    r"(?<![A-Z0-9])([CFA])[\s.:/_-]*(20\d\d)[\s.:/_-]*(\d{1,6})(?!\d)", re.IGNORECASE
)
PADDED = 5  # a member's reference is written with five digits at least


class Movement(Protocol):
    """The part of a bank line that matching reads: a line from a file, or a stored one."""

    @property
    def amount(self) -> Decimal: ...
    @property
    def iban(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Match:
    """A member, how sure coin is (of 100), and why."""

    member_pk: int
    score: int
    reason: str

    @property
    def is_certain(self) -> bool:
        return self.score >= CERTAIN


@dataclass
class Known:
    """The tables about payers; members stand by their primary key.

    `numbers` is looked up by the member's number, `ibans` by IBAN (all who paid from it), `documents` by (letter of the
    series, year, rank), `names` by the longest word of a name. `owed` holds by member the amounts that would settle
    something.
    """

    numbers: dict[int, int] = field(default_factory=dict)
    documents: dict[tuple[str, int, int], int] = field(default_factory=dict)
    ibans: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, list[tuple[frozenset[str], int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    owed: dict[int, set[Decimal]] = field(default_factory=lambda: defaultdict(set))

    def add_name(self, name: str, member_pk: int) -> None:
        """Add a name under which the member may pay; the table finds it by its longest word."""
        words = frozenset(_words(name))
        # One short word is too common to tell a member.
        if len(words) > 1 or any(len(word) > 5 for word in words):
            self.names[max(words, key=lambda word: (len(word), word))].append((words, member_pk))


def match(line: Movement, known: Known) -> Match | None:
    """The best guess for money that came in; None when nothing points to a member. Writes nothing.

    Two certain guesses of different members give one of them, no longer certain. None too for money that goes out.
    """
    if line.amount <= ZERO:
        return None
    guesses = list(_guesses(line, known))
    if not guesses:
        return None
    best = max(guesses, key=lambda guess: guess.score)
    others = {guesse.member_pk for guesse in guesses if guesse.score >= CERTAIN} - {best.member_pk}
    # Two certain guesses that contradict each other make none certain: a person decides.
    if best.is_certain and others:
        return Match(
            best.member_pk,
            60,
            _("%(reason)s; but something else points to another member") % {"reason": best.reason},
        )
    return best


def _guesses(line: Movement, known: Known) -> Iterator[Match]:
    text = line.text
    for number in _numbers(text):
        if number in known.numbers:
            yield Match(
                known.numbers[number], 100, _("the reference ADH%(number)05d") % {"number": number}
            )
    for kind, year, rank in DOCUMENT.findall(text):
        key = (kind.upper(), int(year), int(rank))
        if key in known.documents:
            words = {"number": f"{key[0]}{key[1]}-{key[2]:05d}"}
            yield Match(known.documents[key], 98, _("the document %(number)s") % words)
    payers = known.ibans.get(line.iban.replace(" ", "").upper(), set()) if line.iban else set()
    for pk in payers:
        score = 92 if len(payers) == 1 else 65
        yield _with_amount(Match(pk, score, _("an account they paid from before")), line, known)
    for pk in _by_name(text, known):
        yield _with_amount(Match(pk, 50, _("the name")), line, known)


def _with_amount(guess: Match, line: Movement, known: Known) -> Match:
    """The guess, surer when the amount is exactly what the member owes (for one document, or for all).

    No uncertain guess becomes certain by that.
    """
    if line.amount not in known.owed.get(guess.member_pk, ()):
        return guess
    most = 98 if guess.is_certain else CERTAIN - 5
    reason = _("%(reason)s, and exactly what they owe") % {"reason": guess.reason}
    return Match(guess.member_pk, min(guess.score + 25, most), reason)


def _numbers(text: str) -> Iterator[int]:
    """The member numbers that a text may mean. A bank may cut our five digits by a space, or glue others to them."""
    for digits in REFERENCE.findall(text):
        first = digits.split()[0]
        whole = "".join(digits.split())
        yield int(first if len(first) >= PADDED or len(whole) < PADDED else whole[:PADDED])


def _by_name(text: str, known: Known) -> Iterator[int]:
    """Yield the members of whom all the words of a name stand in the text."""
    words = set(_words(text))
    for word in words:
        for name, pk in known.names.get(word, ()):
            if name <= words:
                yield pk


def _words(text: str) -> Iterable[str]:
    return [word for word in re.split(r"[^a-z0-9]+", normalise(text)) if len(word) > 1]
