"""Two real processes act on the same rows at the same instant: an act is done once, the other is told, sums are right.

The first process has written everything and waits before it commits. The second begins, and either waits for a lock or
reads rows that are about to be out of date. So the outcome of a race depends on no luck. On PostgreSQL each race also
runs with the lock of its function taken away: the race must then be lost, or it would prove nothing.
"""

import ast
import os
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.core.processes import ROOT
from tests.databases import migrated  # noqa: F401 (a fixture)
from tests.races.arena import Arena, Outcome
from tests.races.race import Race
from tests.races.table import HELPERS, OTHERWISE, TABLE

CALLS = {"select_for_update", *(name.rpartition(".")[2] for name in HELPERS)}
IN_SQL = ("FOR UPDATE", "FOR NO KEY UPDATE", "pg_advisory")
every_race = pytest.mark.parametrize("race", TABLE.values(), ids=list(TABLE))
PROVING = {name: race for name, race in TABLE.items() if race.lock not in OTHERWISE}


@pytest.fixture(scope="module")
def arena(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:  # noqa: F811
    arena = Arena(migrated, tmp_path_factory.mktemp("races"), f"races_{os.getpid()}")
    yield arena
    arena.close()


@every_race
def test_two_at_once(arena: Arena, race: Race) -> None:
    assert arena.run(race) == Outcome(race.answers, race.expected)


@pytest.mark.parametrize("race", PROVING.values(), ids=list(PROVING))
def test_without_its_lock_the_race_is_lost(arena: Arena, race: Race) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no row locks: whoever writes is alone")
    assert arena.run(race, unlocked=True) != Outcome(race.answers, race.expected)


def test_each_function_that_takes_a_lock_is_in_the_table() -> None:
    named = {race.lock for race in TABLE.values()} | set(OTHERWISE) | HELPERS
    taking = takers()
    assert taking - named == set(), "run each of these against another process"
    assert named - taking == set(), "these take no lock any more"


def takers() -> set[str]:
    """The full name of each function of coin that takes a lock, by itself or by a helper."""
    functions: set[str] = set()
    for room in ("coin", "provisioning"):
        for path in sorted((ROOT / room).rglob("*.py")):
            text = path.read_text()
            if "migrations" in path.parts or not any(name in text for name in (*CALLS, *IN_SQL)):
                continue
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            tree = ast.parse(text)
            sql = {name for node in tree.body if (name := _lock_in_sql(node))}
            functions |= {f"{module}.{name}" for name in _takers(tree, "", sql)}
    return functions


def _takers(node: ast.AST, inside: str, sql: set[str]) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield from _takers(child, f"{inside}.{child.name}".strip("."), sql)
            continue
        if inside and _takes(child, sql):
            yield inside
        yield from _takers(child, inside, sql)


def _takes(node: ast.AST, sql: set[str]) -> bool:
    if isinstance(node, ast.Call):
        called = node.func
        name = getattr(called, "attr", getattr(called, "id", ""))
        return name in CALLS
    if isinstance(node, ast.Name):
        return node.id in sql
    return isinstance(node, ast.Constant) and _is_lock(node.value)


def _lock_in_sql(node: ast.stmt) -> str:
    """The name of the constant, if the statement defines one whose SQL takes a lock; empty otherwise."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
        target = node.targets[0]
        if _is_lock(node.value.value) and isinstance(target, ast.Name):
            return target.id
    return ""


def _is_lock(value: object) -> bool:
    return isinstance(value, str) and any(words in value for words in IN_SQL)
