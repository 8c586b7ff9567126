"""The demo from beginning to end: each step prints what it did and how long it took."""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from demo.place import Place

WHO = {
    "camille": "bénévole, dans tous les groupes",
    "bruno": "bénévole, la seconde personne des actes à deux",
    "alice": "adhérente, et pour une association",
}
Advance = Callable[[], None]


class Step:
    """The handle that a step receives: `advance()` moves its progress bar, `say(...)` sets the words of its result."""

    def __init__(self, advance: Advance) -> None:
        self.advance = advance
        self.said = ""

    def say(self, words: str) -> None:
        self.said = words


class Story:
    """One run of the demo. A step that a former run did says so and changes nothing."""

    def __init__(self, options: argparse.Namespace, place: Place, running: ExitStack) -> None:
        self.options = options
        self.place = place
        self.running = running
        # With --json, the standard output holds the JSON alone.
        self.console = Console(stderr=options.json, highlight=False)
        self.rows: list[tuple[str, str, float]] = []

    def tell(self) -> int:
        """Do every step, print the summary, then serve. Returns the exit code."""
        from demo.servers import Servers

        with self.step("Serveurs privés (annuaire, trois hôtes SSH)") as step:
            servers = Servers(self.place, self.running)
            step.say(self._how_isolated(servers))
        # Only now: the settings read the address of the directory, which the servers have just put in the environment.
        import django

        django.setup()
        with self.step("Base de données") as step:
            step.say(self._prepare_database())
        from demo.main_job import MainJob

        figures = MainJob(self, servers).do()
        self._summary()
        for sentence in figures.disagreements:
            self.console.print(f"[red]Ne concorde pas[/red] : {sentence}")
        self._logins()
        if self.options.json:
            print(json.dumps(vars(figures)))
        if not self.options.no_serve:
            self._serve()
        return 1 if figures.disagreements else 0

    def _how_isolated(self, servers: Any) -> str:
        where = "chacun dans son espace réseau" if servers.lab.isolated else "sur 127.0.0.1"
        return f"{len(servers.lab.hosts)} hôtes {where}"

    def _prepare_database(self) -> str:
        from django.core.management import call_command
        from django.db import connection

        # `place.forget` has deleted an SQLite file with its folder; a database on a server is emptied here.
        if self.options.reset and not self.place.is_file:
            call_command("flush", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)
        return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]

    @contextmanager
    def step(self, name: str, total: int | None = None) -> Iterator["Step"]:
        """A step with its progress bar, its duration and its line in the summary."""
        started = time.monotonic()
        with self._bar(name, total) as advance:
            step = Step(advance)
            yield step
        seconds = time.monotonic() - started
        self.rows.append((name, step.said or "fait", seconds))
        self.console.print(
            f"[green]✓[/green] {name} : {self.rows[-1][1]} [dim]({seconds:.1f} s)[/dim]"
        )

    @contextmanager
    def _bar(self, name: str, total: int | None) -> Iterator[Advance]:
        """A progress bar for the time of a step; `total` is None when its number of items is not known."""
        columns = [
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        ]
        with Progress(
            *columns, console=self.console, transient=True, disable=not self.console.is_terminal
        ) as progress:
            task = progress.add_task(name, total=total)
            yield lambda: progress.advance(task)

    def _summary(self) -> None:
        table = Table(title="Démonstration de coin", title_justify="left")
        for heading in ("Étape", "Résultat", "Durée"):
            table.add_column(heading, justify="right" if heading == "Durée" else "left")
        for name, result, seconds in self.rows:
            table.add_row(name, result, f"{seconds:.1f} s")
        self.console.print(table)

    def _logins(self) -> None:
        for login, password in self.place.logins().items():
            role = WHO[login]
            self.console.print(f"  {login} ({role}) : mot de passe [bold]{password}[/bold]")

    def _serve(self) -> None:
        from demo.serve import serve

        serve(self.console, self.running, self.place, self.options.port)
