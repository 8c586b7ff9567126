"""A run while it goes: the job works in a thread of its own, and this thread writes to the database.

Only one thread ever touches the database, so a test, a command and a worker all do a run the same way, and SQLite has
one writer. The work's events wait in a queue until they are written.
"""

import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from provisioning.engine.run_lines import RunLines
from provisioning.enums import RunState
from provisioning.models import Run
from provisioning.outcome import Job, Line, Outcome

# How often the worker renews its heartbeat (reaping.SILENCE is six beats), looks for a cancel, and takes events.
BEAT_SECONDS = 5.0
LOOK_SECONDS = 0.5
TICK_SECONDS = 0.1

Watch = Callable[[Line], None]


class RunTakenAway(Exception):
    """Somebody declared this run lost while it went (this machine slept, or the database was away)."""


class _Work(threading.Thread):
    """The thread of the job's work. The exception that the work raises is kept for the thread that waits."""

    def __init__(self, job: Job) -> None:
        super().__init__(name="coin run", daemon=True)
        self.job = job
        self.events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.stop = threading.Event()
        self.returned: Any = None
        self.raised: Exception | None = None

    def run(self) -> None:
        try:
            self.returned = self.job.work(self.events.put, self.stop.is_set)
        except Exception as error:
            self.raised = error


def conduct(run: Run, job: Job, *, watch: Watch | None = None) -> Outcome:
    """Do the job, write its lines, renew the heartbeat, obey a cancel; returns the outcome, which is not saved yet.

    `watch` is called with each line, without secrets. Raises what the work raised, or RunTakenAway.
    """
    lines = RunLines(run, job.secrets)
    work = _Work(job)
    work.start()
    try:
        _accompany(run, work, lines, watch)
    finally:
        work.stop.set()
        work.join()
    # The last events come after the last look at the queue.
    _drain(work, lines, watch)
    lines.write(now=True)
    if work.raised:
        raise work.raised
    return job.outcome(work.returned)


def _accompany(run: Run, work: _Work, lines: RunLines, watch: Watch | None) -> None:
    looked_at = beaten_at = time.monotonic()
    while work.is_alive():
        work.join(TICK_SECONDS)
        _drain(work, lines, watch)
        lines.write()
        now = time.monotonic()
        if now - looked_at >= LOOK_SECONDS:
            looked_at = now
            _look(run, work)
        if now - beaten_at >= BEAT_SECONDS:
            beaten_at = now
            Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(
                heartbeat_at=timezone.now()
            )


def _look(run: Run, work: _Work) -> None:
    """Stop the work when the run was cancelled. Raises RunTakenAway when somebody declared the run lost."""
    state, cancel_asked_at = Run.objects.values_list("state", "cancel_asked_at").get(pk=run.pk)
    if state != RunState.RUNNING:
        raise RunTakenAway
    if cancel_asked_at:
        work.stop.set()


def _drain(work: _Work, lines: RunLines, watch: Watch | None) -> None:
    while not work.events.empty():
        line = work.job.line(work.events.get())
        if line:
            clean_line = lines.add(line)
            if watch:
                watch(clean_line)
