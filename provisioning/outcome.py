"""What the engines (Ansible, LDAP) tell about the run that they work for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from provisioning.enums import RunState

# Takes an event of the work; says whether the work must stop.
Emit = Callable[[Any], None]
Stopped = Callable[[], bool]


@dataclass(frozen=True)
class Line:
    """One line of a run, not saved yet. `status` is ok, changed, failed, unreachable, skipped or info."""

    status: str
    text: str = ""
    host: str = ""
    task: str = ""


@dataclass(frozen=True)
class HostOutcome:
    """What became of one host. `error` is empty when it holds what was wanted.

    `readback` is what the playbook read in the host's files at the end; None when it told nothing.
    """

    error: str = ""
    readback: dict[str, Any] | None = None


@dataclass(frozen=True)
class Outcome:
    """How a run ended: its state, its error in words, the counts over all hosts, and what became of each host.

    `counts` maps a status to a number of results; `hosts` maps a host's name.
    """

    state: RunState
    error: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    hosts: dict[str, HostOutcome] = field(default_factory=dict)


class Job(Protocol):
    """One run's work, made by reading the database once.

    `work` runs in a thread of its own and never touches the database: what it emits comes back to `line`, and what
    it returns to `outcome`, both called in the thread that holds the connection. `held` and `gone` map a service's pk
    to the revision that a success reaches: on the hosts, or no longer there. `secrets` must not show in any line. An
    event makes one Line, or none.
    """

    secrets: frozenset[str]
    held: dict[int, int]
    gone: dict[int, int]

    def work(self, emit: Emit, stopped: Stopped) -> Any: ...

    def line(self, event: Any) -> Line | None: ...

    def outcome(self, returned: Any) -> Outcome: ...
