"""Processes that act at the same instant: python -m tests.core.at_once

The program reads the JSON `[BEFORE, ACT, [[ARGUMENT, ...], ...], AFTER]`, and prints, as JSON, the output of each
process.

coin starts once, and each process forks from there: four processes cost little more than one, and none is ahead of the
others because it started first. Each opens its own connection.
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
    """Run `BEFORE` once; then `ACT` in each process, with its arguments in `sys.argv[1:]`; then `AFTER` once.

    In `ACT`, `together()` returns once every process has called it.
    """
    before, act, each, after = json.load(sys.stdin)
    django.setup()
    names: dict[str, Any] = {}
    exec(before, names)
    connections.close_all()  # or the forks would share one connection
    fork = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(
        len(each),
        mp_context=fork,
        initializer=prepare,
        initargs=(compile(act, "<act>", "exec"), names, fork.Barrier(len(each))),
    )
    # `map` gives the outputs in the order of the arguments, whichever process ends first.
    with pool:
        printed = list(pool.map(perform, each))
    if after:
        printed.append(run(compile(after, "<after>", "exec"), names))
    sys.stdout.write(json.dumps(printed))


class Act:
    """The code that each process runs, and the barrier where it waits for the others."""

    code: CodeType
    names: dict[str, Any]
    barrier: Barrier


def prepare(code: CodeType, names: dict[str, Any], barrier: Barrier) -> None:
    Act.code, Act.names, Act.barrier = code, names, barrier


def together() -> None:
    Act.barrier.wait(NEVER_HANG_SECONDS)


def perform(arguments: list[str]) -> str:
    together()  # a process that waits here takes no second list, so each process gets exactly one
    sys.argv[1:] = arguments
    return run(Act.code, {**Act.names, "together": together})


def run(code: CodeType, names: dict[str, Any]) -> str:
    with redirect_stdout(StringIO()) as printed:
        exec(code, names)
    return printed.getvalue()


if __name__ == "__main__":
    main()
