"""Commands of coin in real processes, without the environment variables of the tests, and a database to share."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

ROOT = settings.BASE_DIR
NEVER_HANG_SECONDS = 300.0
# How many processes act at once: the slow tier has more of them.
FEW_OR_MANY = [4, pytest.param(12, marks=pytest.mark.slow)]
# manage.py in English, the language of the tests.
ENGLISH = """
import runpy, sys
from coin import settings
settings.LANGUAGE_CODE = "en"
sys.argv[0] = "manage.py"
runpy.run_path("manage.py", run_name="__main__")
"""


def run_python(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run `python ARGUMENTS` in the root of the project until it ends; its exit code is not checked."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=clean_environment(**variables),
        capture_output=True,
        text=True,
        timeout=NEVER_HANG_SECONDS,
        check=False,
    )


def start_python(*arguments: str, **variables: str) -> "subprocess.Popen[str]":
    """Start `python ARGUMENTS` in the root of the project, without waiting for its end."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=clean_environment(**variables),
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_until(holds: Callable[[], bool], seconds: float = NEVER_HANG_SECONDS) -> None:
    """Wait until `holds()` is true. Raises AssertionError after `seconds`, which are many: a machine may be busy."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds:g} seconds"
        time.sleep(0.02)


def clean_environment(**variables: str) -> dict[str, str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("COIN_", "DJANGO_"))
    }
    inherited.pop("DATABASE_URL", None)
    return {**inherited, "DJANGO_SETTINGS_MODULE": "coin.settings", **variables}


def at_once(
    before: str, act: str, each: Sequence[Sequence[object]], after: str = "", **variables: str
) -> list[str]:
    """Run `act` in several processes at the same instant, one for each list of arguments; returns what each printed.

    `before` (imports) runs once, ahead of them. `act` finds its arguments in `sys.argv[1:]`, and may call `together()`
    to wait for the other processes. `after` runs once they have ended, and its output comes last. Raises
    CalledProcessError when a process failed.
    """
    ended = subprocess.run(
        [sys.executable, "-m", "tests.core.at_once"],
        cwd=ROOT,
        env=clean_environment(**variables),
        input=json.dumps([before, act, [[*map(str, values)] for values in each], after]),
        stdout=subprocess.PIPE,
        text=True,
        timeout=NEVER_HANG_SECONDS,
        check=True,
    )
    printed: list[str] = json.loads(ended.stdout)
    return printed


def shared_database(directory: Path) -> str:
    """The DATABASE_URL of the test database. On SQLite it is in memory: the URL is that of a copy in `directory`."""
    if connection.vendor == "sqlite":
        file = directory / "shared.sqlite3"
        connection.ensure_connection()
        with sqlite3.connect(file) as copy:
            connection.connection.backup(copy)
        copy.close()
        return f"sqlite:///{file}"
    database = connection.settings_dict
    login = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
    return f"postgresql://{login}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
