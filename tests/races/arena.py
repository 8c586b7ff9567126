"""The arena runs the races, with two processes for all of them and a fresh database for each race."""

import json
import select
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from tests.core.processes import ROOT, clean_environment
from tests.databases import address_of, create_database
from tests.races.race import Race

A_MOMENT = (
    0.2  # seconds, enough on SQLite for an act that waits for no lock; SQLite cannot tell who waits
)
LONGEST = 30.0  # seconds
# The tables that migrations fill: their rows stay between races.
SEEDED = {"auth_permission", "billing_account", "django_content_type", "django_migrations"}


class RaceFailed(Exception):
    """A race could not be set up, run or looked at; the message is the traceback of its process, or says why."""


@dataclass(frozen=True)
class Outcome:
    """The answers of the two processes, and what the database holds afterwards."""

    answers: tuple[str, str]
    left: object


class Runner:
    """A process that runs tests/races/runner.py, seen from the test."""

    def __init__(self, database: str, state: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.races.runner"],
            cwd=ROOT,
            env=clean_environment(DATABASE_URL=database, COIN_STATE_DIR=str(state)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, do: str, **more: Any) -> Any:
        self.begin(do, **more)
        return self.answer()

    def begin(self, do: str, **more: Any) -> None:
        self.say(json.dumps({"do": do, **more}))

    def say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def answer(self) -> Any:
        assert self._process.stdout is not None
        if not self.has_answered(LONGEST):
            raise RaceFailed("a process of the race waits for ever")
        answer = json.loads(self._process.stdout.readline() or '{"crashed": "it ended"}')
        if isinstance(answer, dict) and "crashed" in answer:
            raise RaceFailed(answer["crashed"])
        return answer

    def has_answered(self, seconds: float) -> bool:
        assert self._process.stdout is not None
        return bool(select.select([self._process.stdout], [], [], seconds)[0])

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


class Arena:
    """Two runners and their database; `template` is a migrated database, as tests.databases.migrated gives it."""

    def __init__(self, template: str, folder: Path, label: str) -> None:
        self._folder = folder
        ground = Files if connection.vendor == "sqlite" else Server
        self._ground: Files | Server = ground(template, folder, label)
        self._begin()

    def run(self, race: Race, *, unlocked: bool = False) -> Outcome:
        """Run the race on an empty database. `unlocked` takes the race's lock away. Raises RaceFailed."""
        try:
            return self._run(race, unlocked=unlocked)
        except BaseException:
            # Nobody knows for what the two processes wait: the next race gets new ones.
            self._end()
            self._begin()
            raise

    def close(self) -> None:
        self._end()
        self._ground.close()

    def _begin(self) -> None:
        self._first, self._second = (Runner(self._ground.url, self._folder) for _side in range(2))

    def _end(self) -> None:
        self._first.end()
        self._second.end()

    def _run(self, race: Race, *, unlocked: bool) -> Outcome:
        first, second = self._first, self._second
        # On SQLite both processes still have the file of the last race open, which `clear` replaces.
        for runner in (first, second):
            runner.ask("leave")
        self._ground.clear()
        scene = first.ask("set_up", race=race.name)
        backend = second.ask("enter")
        request = {"race": race.name, "scene": scene, "unlocked": unlocked}
        first.begin("act", side="first", held=True, **request)
        written = first.answer()
        if written != "written":
            raise RaceFailed(written)
        second.begin("act", side="second", held=False, **request)
        # The first commits only once the second waits for its lock, or has read rows that will be old.
        self._ground.wait(second, backend)
        first.say("go on")
        answers = first.answer(), second.answer()
        return Outcome(answers, first.ask("look", race=race.name, scene=scene))


class Files:
    """The database of a race on SQLite: a file, copied again for each race."""

    def __init__(self, template: str, folder: Path, label: str) -> None:
        self._template, self._file = template, folder / f"{label}.sqlite3"
        self.url = f"sqlite:///{self._file}"

    def clear(self) -> None:
        # The write-ahead log stands in files of its own (-wal, -shm): left behind, it would be read into the new copy.
        for file in self._file.parent.glob(f"{self._file.name}*"):
            file.unlink()
        shutil.copyfile(self._template, self._file)

    def wait(self, second: Runner, backend: int) -> None:
        second.has_answered(A_MOMENT)

    def close(self) -> None:
        pass


class Server:
    """The database of a race on PostgreSQL: made once, emptied for each race."""

    def __init__(self, template: str, folder: Path, label: str) -> None:
        create_database(label, template=template)
        self.url = address_of(label)
        self._connection = psycopg.connect(self.url, autocommit=True)
        tables = self._connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        self._tables = sorted({str(name) for (name,) in tables} - SEEDED)

    def clear(self) -> None:
        # Only tables with a row are emptied: most stay empty in a race, and deleting from every one takes longer.
        rows = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(name, sql.Identifier(name))
            for name in self._tables
        )
        with self._connection.transaction():
            # This role runs no trigger and checks no foreign key: the journal and issued documents can be deleted too.
            self._connection.execute("SET LOCAL session_replication_role = replica")
            for (name,) in self._connection.execute(rows).fetchall():
                self._connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))

    def wait(self, second: Runner, backend: int) -> None:
        """Wait until the second process has answered, or waits for a lock of the first."""
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline and not second.has_answered(0.002):
            # PostgreSQL itself says which processes block another one, so no pause has to be guessed.
            row = self._connection.execute("SELECT pg_blocking_pids(%s)", [backend]).fetchone()
            if row and row[0]:
                return

    def close(self) -> None:
        self._connection.close()
