"""Periodic jobs, run by `manage.py periodic` (which a systemd timer calls every minute)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils import timezone

from coin.core.models.periodic import PeriodicJob

logger = logging.getLogger(__name__)
SLACK = timedelta(seconds=5)  # a timer that rings a little early must not make a job miss its turn


@dataclass(frozen=True)
class Periodic:
    """A job: its name, how often it comes back, and the function that does it."""

    name: str
    every: timedelta
    function: Callable[[], object]


_jobs: dict[str, Periodic] = {}


def periodic(
    name: str, *, every: timedelta
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Declare a periodic job (in a room's `tasks.py`), which must be safe to run twice.

    Raises ValueError when the name is taken.
    """

    def declare(function: Callable[[], object]) -> Callable[[], object]:
        if name in _jobs:
            raise ValueError(f"the periodic job {name} is declared twice")
        _jobs[name] = Periodic(name, every, function)
        return function

    return declare


def jobs() -> list[Periodic]:
    """Every declared job, by name."""
    return [_jobs[name] for name in sorted(_jobs)]


def run_due(*, everything: bool = False) -> dict[str, str]:
    """Run the jobs whose time has come (all of them with `everything`); returns {name: error or ""}.

    The failure of one job does not stop the others. Each job is claimed first by a conditional UPDATE of its start, so
    two machines never take the same turn of a job.
    """
    return {job.name: _run(job) for job in jobs() if _claim(job, everything)}


def _claim(job: Periodic, everything: bool) -> bool:
    now = timezone.now()
    PeriodicJob.objects.get_or_create(name=job.name)
    job_row = PeriodicJob.objects.filter(name=job.name)
    if not everything:
        job_row = job_row.filter(
            models.Q(started_at=None) | models.Q(started_at__lte=now - job.every + SLACK)
        )
    return job_row.update(started_at=now) == 1


def _run(job: Periodic) -> str:
    try:
        job.function()
        error = ""
    except Exception as exception:
        logger.exception("periodic job %s failed", job.name)
        error = f"{type(exception).__name__}: {exception}"
    PeriodicJob.objects.filter(name=job.name).update(finished_at=timezone.now(), error=error)
    return error
