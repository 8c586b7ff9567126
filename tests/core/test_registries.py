"""Everything that the rooms declare: a module that is not found would silently lose a right, a retention rule, a part
of the data copy.

`registries.txt` lists the declarations. After a wanted change, write the file again:

    COIN_WRITE_REGISTRIES=1 pytest tests/core/test_registries.py

The list does not tell in which module or folder a declaration stands: it stays the same when files move.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.checks.registry import registry as checks
from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override
from django_tasks.base import Task

from coin.core import (
    audit,
    badges,
    board,
    capabilities,
    mail_kinds,
    navigation,
    periodic,
    personal_data,
    retention,
    sensitive,
)
from coin.core.rooms import REGISTRIES, Room
from coin.members.merging import registry as merging
from coin.subscriptions import registry

EXPECTED = Path(__file__).with_name("registries.txt")
OURS = ("coin", "provisioning")


def _badges() -> Iterator[str]:
    for name, tones in badges._tones.items():
        yield f"{name}: {', '.join(f'{value} {tone}' for value, tone in tones.items())}"


def _menu() -> Iterator[str]:
    for face in ("office", "portal"):
        for entry in navigation.entries(face):
            yield f"{face} {entry.order} {entry.url_name} {entry.capability or '-'}"


def _moves() -> Iterator[str]:
    for part in merging.parts():
        yield f"{part.slug}: {part.model._meta.label}.{', '.join(part.fields)} {part.order}"
    for model, field in merging.known():
        yield f"known: {model._meta.label}.{field}"
    yield from (f"refused: {function.__name__}" for function in merging.REFUSALS)
    yield from (f"warned: {function.__name__}" for function in merging.WARNINGS)


def _rules() -> Iterator[str]:
    for rule in retention.rules():
        erased = "erased" if rule.erases else "asked"
        yield f"{rule.slug}: {rule.months} months, at least {rule.least}, {erased}, {rule.order}"


def _acts_of_two() -> Iterator[str]:
    for act in sensitive.acts():
        yield f"{act.slug}: {act.capability} {act.do.__name__} {'always' if act.always else ''}"


def _tasks() -> set[str]:
    """The names of the tasks' functions. Their modules are imported here: coin loads some only when a worker asks."""
    names: set[str] = set()
    for room in apps.get_app_configs():
        if room.name.startswith(OURS):
            for path in Path(room.path).rglob("*.py"):
                if "@task" in path.read_text(encoding="utf-8"):
                    inside = path.relative_to(room.path).with_suffix("").parts
                    module = import_module(".".join((room.name, *inside)))
                    values = vars(module).values()
                    names |= {value.func.__name__ for value in values if isinstance(value, Task)}
    return names


def _jobs() -> Iterator[str]:
    for job in periodic.jobs():
        yield f"{job.name} every {job.every}: {job.function.__name__}"


def _checks() -> Iterator[str]:
    for check in checks.get_checks(include_deployment_checks=True):
        if check.__module__.startswith(OURS):
            name = getattr(check, "__name__", check)
            yield f"{name}: {', '.join(sorted(check.tags)) or '-'}"


def _urls(
    patterns: list[URLPattern | URLResolver], route: str = "", space: str = ""
) -> Iterator[str]:
    for pattern in patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _urls(pattern.url_patterns, whole, inside)
        else:
            yield f"/{whole} {space}{pattern.name}"


def _commands() -> Iterator[str]:
    for name, app in get_commands().items():
        if str(app).startswith(OURS):
            yield f"{name} ({app})"


def _templates() -> Iterator[str]:
    """The templates, by their room and their own name."""
    for app in apps.get_app_configs():
        if app.name.startswith(OURS):
            for path in Path(app.path, "templates").rglob("*.*"):
                yield f"{app.label} {path.name}"


def declared() -> str:
    """Every registry with its sorted content, one declaration a line."""
    parts = {
        "capabilities": capabilities.known(),
        "acts of the journal": (act.slug for act in audit.all_actions()),
        "badges": _badges(),
        "lines of the work board": (
            f"{name}: {source.group} {source.capability or '-'}"
            for name, source in board._sources.items()
        ),
        "menus": _menu(),
        "personal data": (source.slug for source in personal_data.sources()),
        "retention": _rules(),
        "acts of two": _acts_of_two(),
        "moves of a merge": _moves(),
        "checks": _checks(),
        "tasks": _tasks(),
        "periodic jobs": _jobs(),
        "service types": (each.slug for each in registry.all_types()),
        "kinds of mail": mail_kinds.LABELS,
        "commands": _commands(),
        "templates": _templates(),
        "addresses": _urls(get_resolver().url_patterns),
    }
    with override("en"):
        return "\n".join(
            f"== {title} ==\n" + "".join(f"{line.rstrip()}\n" for line in sorted(lines))
            for title, lines in parts.items()
        )


def test_every_registry_holds_what_it_held() -> None:
    """The list is made in a process of its own, because tests declare things too."""
    code = "import django; django.setup(); from tests.core import test_registries as here; print(here.declared())"
    command = [sys.executable, "-W", "ignore", "-c", code]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "coin.settings"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    if os.environ.get("COIN_WRITE_REGISTRIES"):
        EXPECTED.write_text(done.stdout, encoding="utf-8")
        pytest.skip("registries.txt is written")
    declared, expected = (
        set(done.stdout.splitlines()),
        set(EXPECTED.read_text("utf-8").splitlines()),
    )
    again = (
        "wanted? COIN_WRITE_REGISTRIES=1 .venv/bin/python -m pytest tests/core/test_registries.py"
    )
    assert (declared - expected, expected - declared) == (set(), set()), again
    assert done.stdout.splitlines() == EXPECTED.read_text(encoding="utf-8").splitlines(), again


def test_no_module_of_a_reserved_name_stands_where_nobody_looks() -> None:
    """Such a file would be imported by nothing, and its rights or rules would not be there, in silence."""
    rooms = [room for room in apps.get_app_configs() if isinstance(room, Room)]
    lost = []
    for room in rooms:
        root = Path(room.path)
        for name in (*REGISTRIES, "moves"):
            files = [*root.rglob(f"{name}.py"), *root.rglob(f"{name}/__init__.py")]
            relative = [file.relative_to(root) for file in files]
            paths = {
                ".".join((room.name, *_parts(file)))
                for file in relative
                if file.parts[0] != "management"  # a command of that name fills no registry
            }
            lost += sorted(paths - set(room.modules(name)))
    assert rooms and lost == []


def _parts(file: Path) -> list[str]:
    parts = file.with_suffix("").parts
    return list(parts[:-1] if parts[-1] == "__init__" else parts)
