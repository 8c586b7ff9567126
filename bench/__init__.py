"""What coin costs, each figure against the floor below which no code could go, measured in the same run.

    bench/run [NAME...] [--json]

A bench is a module `bench/<name>.py` with one function:

    def run() -> Iterator[Result]: ...

`bench/run` finds the module by its name; a module whose name starts with an underscore is not a bench. Build each
Result with `compare(...)`: this function runs the value and its floor in turns, so that a noisy machine disturbs both
alike, and keeps both medians. A figure is never a timed test: pytest calls nothing of this package.

A bench that needs a database never touches the database of the checkout. The bench gives a module-level function to
`on_database`, which runs that function in a process of its own, with its own settings, a migrated empty database and
a state folder. All three are deleted afterwards:

    def run() -> Iterator[Result]:
        for kind in DATABASES:
            yield from on_database(kind, measure, "10000")

    def measure(kind: str, size: str) -> Iterator[Result]:
        from coin.network.pools import services  # Django is ready here, and only here

A bench that cannot run (a program is missing) raises BenchError with a sentence that says what to do.
"""

import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgresql")


class BenchError(Exception):
    """A bench cannot run on this machine; the message says what to do."""


@dataclass(frozen=True)
class Result:
    """One figure: the medians of the value and of its floor in `unit`, and the goal: how many floors it may cost."""

    name: str
    value: float
    floor: float
    unit: str
    goal: float

    @property
    def ratio(self) -> float:
        """How many floors the value costs."""
        return self.value / self.floor if self.floor else float("inf")

    @property
    def held(self) -> bool:
        """Whether the figure meets its goal."""
        return self.ratio <= self.goal

    def as_json(self) -> str:
        """One line of JSON, as `bench/run --json` prints it."""
        numbers = {
            name: round(getattr(self, name), 4) for name in ("value", "floor", "ratio", "goal")
        }
        return json.dumps({"name": self.name, **numbers, "unit": self.unit})


UNITS = {"ms": 1000.0, "s": 1.0}


def compare(
    name: str,
    value: Callable[[], object],
    floor: Callable[[], object],
    *,
    goal: float,
    rounds: int = 41,
    warm_up: int = 3,
    unit: str = "ms",
    before: Callable[[], object] | None = None,
) -> Result:
    """Time `value` and `floor` in turns: each of the two goes first in every other round.

    `before` runs ahead of each call and is not timed. The `warm_up` rounds come first and are not counted.
    """
    times: dict[int, list[float]] = {0: [], 1: []}
    for number in range(warm_up + rounds):
        for which in (0, 1) if number % 2 else (1, 0):
            spent = _timed((value, floor)[which], before) * UNITS[unit]
            if number >= warm_up:
                times[which].append(spent)
    return Result(name, statistics.median(times[0]), statistics.median(times[1]), unit, goal)


def _timed(function: Callable[[], object], before: Callable[[], object] | None) -> float:
    if before is not None:
        before()
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def on_database(
    kind: str, function: Callable[..., Iterator[Result]], *args: str
) -> Iterator[Result]:
    """Run `function(kind, *args)` with Django ready on a new database of this kind; yields the Results it yields.

    `function` stands at the top level of its module; `args` are strings, since they pass through a command line.
    Raises BenchError when the process stops with an error.
    """
    with _private_database(kind) as environment:
        command = [
            sys.executable,
            "-m",
            "bench._child",
            function.__module__,
            function.__qualname__,
            kind,
            *args,
        ]
        with subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            for line in child.stdout:
                yield Result(**json.loads(line))
        if child.returncode:
            raise BenchError(
                f"{function.__module__} stopped with code {child.returncode} on {kind}, see above"
            )


@contextmanager
def _private_database(kind: str) -> Iterator[dict[str, str]]:
    """The environment variables of a process that has its own database and state folder."""
    # The COIN_* settings of the checkout must not reach the bench: its figures would depend on them.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("COIN_")
    }
    with tempfile.TemporaryDirectory(prefix="coin-bench-") as folder:
        environment |= {
            "COIN_STATE_DIR": folder,
            "COIN_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "coin.settings",
        }
        if kind == "sqlite":
            yield environment | {"DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
            return
        from provisioning.lab.postgres import PostgreSQL
        from provisioning.lab.process import LabError

        try:
            with PostgreSQL() as server:
                yield environment | {"DATABASE_URL": server.url}
        except LabError as error:
            raise BenchError(str(error)) from error


def child_main(module: str, function: str, *args: str) -> None:
    """The work of the process that `on_database` starts: call the function, write one JSON line for each Result."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    for result in getattr(importlib.import_module(module), function)(*args):
        sys.stdout.write(json.dumps(asdict(result)) + "\n")
        sys.stdout.flush()  # a pipe is buffered: the parent shows each figure as soon as it is measured
