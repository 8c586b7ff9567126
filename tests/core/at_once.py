"""Processes that act at the same instant: python -m tests.core.at_once

It reads, as JSON, `[BEFORE, ACT, [[ARGUMENT, ...], ...], AFTER]`, and prints what each of them printed.

Coin starts once, and each process forks from there: four cost little more than one, and none is ahead of the others
because it started first. Each opens its own connection.
"""

import json
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from io import StringIO
from multiprocessing.synchronize import Barrier
from types import CodeType
from typing import Any

import django
from django.db import connections

NEVER_HANG_SECONDS = 120


def main() -> None:
    """`BEFORE` is run once; then each process has its arguments in `sys.argv[1:]` and runs `ACT`; then `AFTER` is run.

    In `ACT`, `together()` returns once every process has called it.
    """
    before, act, each, after = json.load(sys.stdin)
    django.setup()
    names: dict[str, Any] = {}
    exec(before, names)
    connections.close_all()  # what forks would share one
    fork = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(
        len(each),
        mp_context=fork,
        initializer=prepare,
        initargs=(compile(act, "<act>", "exec"), names, fork.Barrier(len(each))),
    )
    with pool:
        printed = list(pool.map(perform, each))
    if after:
        printed.append(run(compile(after, "<after>", "exec"), names))
    sys.stdout.write(json.dumps(printed))


class Act:
    """What each process runs, and where it waits for the others."""

    code: CodeType
    names: dict[str, Any]
    barrier: Barrier


def prepare(code: CodeType, names: dict[str, Any], barrier: Barrier) -> None:
    Act.code, Act.names, Act.barrier = code, names, barrier


def together() -> None:
    Act.barrier.wait(NEVER_HANG_SECONDS)


def perform(arguments: list[str]) -> str:
    together()  # so that each process has exactly one of them
    sys.argv[1:] = arguments
    return run(Act.code, {**Act.names, "together": together})


def run(code: CodeType, names: dict[str, Any]) -> str:
    with redirect_stdout(StringIO()) as printed:
        exec(code, names)
    return printed.getvalue()


if __name__ == "__main__":
    main()
