"""The task door: the one place that knows which queue wakes the workers.

Work that waits is a row of ours with a state; a task only wakes a worker for it. A task is enqueued inside the
transaction that writes the row, so neither exists without the other. Arguments are row numbers, never secrets.
"""

from typing import Any

from django_tasks import task

__all__ = ["task", "wake"]


def wake(job: Any, *args: int | str) -> None:
    """Ask a worker to run `job` (a function decorated with `task`) after this transaction commits."""
    job.enqueue(*args)
