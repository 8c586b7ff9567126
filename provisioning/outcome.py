"""What the engines tell the run they work for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from provisioning.enums import RunState

Emit = Callable[[Any], None]
Stopped = Callable[[], bool]


@dataclass(frozen=True)
class Line:
    """One line of a run. `status` is ok, changed, failed, unreachable, skipped or info."""

    status: str
    text: str = ""
    host: str = ""
    task: str = ""


@dataclass(frozen=True)
class HostOutcome:
    """How one host fared: `error` is empty when it holds what was wanted. `readback` is None when it told nothing."""

    error: str = ""
    readback: dict[str, Any] | None = None


@dataclass(frozen=True)
class Outcome:
    """How a run ended. `held` and `gone` are the services' revisions that this makes true, for each host by name."""

    state: RunState
    error: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    hosts: dict[str, HostOutcome] = field(default_factory=dict)


class Job(Protocol):
    """One run's work, made by reading the database once.

    `work` runs in a thread of its own and never touches the database: what it emits comes back to `line`, and what
    it returns to `outcome`, both called in the thread that holds the connection. `steps` counts what is done.
    """

    secrets: frozenset[str]
    held: dict[int, int]
    gone: dict[int, int]

    def work(self, emit: Emit, stopped: Stopped) -> Any: ...

    def line(self, event: Any) -> Line | None: ...

    def outcome(self, returned: Any) -> Outcome: ...
