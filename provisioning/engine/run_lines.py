"""What a run says, written in batches, without its secrets."""

import re
import time
from collections.abc import Iterable
from dataclasses import asdict

from django.utils import timezone

from provisioning.models import Run, RunLine
from provisioning.outcome import Line

BATCH = 50
EVERY_SECONDS = 0.5
LONGEST_TEXT = 2000
# A shorter secret would be found by chance in ordinary words.
SHORTEST_SECRET = 6
HIDDEN = "•••"


class Scrubber:
    """Replaces the secrets of a run (those of SHORTEST_SECRET characters or more) wherever they stand in a text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        # Longest first, so that a secret which begins like another one is hidden whole.
        words = sorted({word for word in secrets if len(word) >= SHORTEST_SECRET}, key=len)[::-1]
        self._pattern = re.compile("|".join(map(re.escape, words))) if words else None

    def clean(self, text: str) -> str:
        # PostgreSQL refuses the zero byte, which a program may print.
        text = text.replace("\0", "")
        return self._pattern.sub(HIDDEN, text) if self._pattern else text


class RunLines:
    """The lines of one run, numbered from 1. They are kept in memory until `write` saves them in batches.

    `done` counts the lines that are results.
    """

    def __init__(self, run: Run, secrets: Iterable[str]) -> None:
        self.run = run
        self.scrubber = Scrubber(secrets)
        self.done = 0
        self._number = 0
        self._waiting: list[RunLine] = []
        self._written_at = time.monotonic()

    def add(self, line: Line) -> Line:
        """Keep a line for the next batch; returns the line as it will be written, without secrets."""
        self._number += 1
        self.done += line.status != "info"
        clean = Line(
            status=line.status,
            text=self.scrubber.clean(line.text)[:LONGEST_TEXT],
            host=line.host[:80],
            task=self.scrubber.clean(line.task)[:200],
        )
        self._waiting.append(
            RunLine(run=self.run, number=self._number, at=timezone.now(), **asdict(clean))
        )
        return clean

    def write(self, *, now: bool = False) -> None:
        """Save the waiting lines when they are BATCH or more, after EVERY_SECONDS, or `now`; else do nothing."""
        long_ago = time.monotonic() - self._written_at >= EVERY_SECONDS
        if self._waiting and (now or long_ago or len(self._waiting) >= BATCH):
            RunLine.objects.bulk_create(self._waiting)
            Run.objects.filter(pk=self.run.pk).update(tasks_done=self.done)
            self._waiting, self._written_at = [], time.monotonic()
