"""The command line of bench/run."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterator

import bench
from bench import BenchError, Result

ROW = "{name:<44}{value:>11}{floor:>11}  {unit:<4}{ratio:>7}{goal:>7}  {verdict}\n"


def names() -> list[str]:
    """The names of all benches."""
    return sorted(
        module.name
        for module in pkgutil.iter_modules(bench.__path__)
        if not module.name.startswith("_")
    )


def results(chosen: list[str]) -> Iterator[Result]:
    """The figures of the chosen benches, each as soon as it is measured."""
    for name in chosen:
        yield from importlib.import_module(f"bench.{name}").run()


def _row(result: Result) -> str:
    return ROW.format(
        name=result.name,
        value=f"{result.value:.3f}",
        floor=f"{result.floor:.3f}",
        unit=result.unit,
        ratio=f"{result.ratio:.2f}",
        goal=f"{result.goal:g}",
        verdict="held" if result.held else "MISSED",
    )


def report(chosen: list[str], *, as_json: bool) -> bool:
    """Print each figure as soon as it is measured; returns whether every figure meets its goal."""
    if not as_json:
        sys.stdout.write(
            ROW.format(
                name="",
                value="value",
                floor="floor",
                unit="",
                ratio="ratio",
                goal="goal",
                verdict="",
            )
        )
    all_met = True
    for result in results(chosen):
        sys.stdout.write(result.as_json() + "\n" if as_json else _row(result))
        sys.stdout.flush()
        all_met = all_met and result.held
    return all_met


def main(argv: list[str] | None = None) -> int:
    """Returns the exit code: 0, every goal is met; 1, one is missed; 2, no such bench; 3, a bench cannot run here."""
    parser = argparse.ArgumentParser(
        prog="bench/run", description="Measure coin, each figure against its floor in the same run."
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(names())} (all of them)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    arguments = parser.parse_args(argv)
    unknown = sorted(set(arguments.names) - set(names()))
    if unknown:
        parser.error(f"no bench is named {', '.join(unknown)}: there are {', '.join(names())}")
    try:
        return 0 if report(arguments.names or names(), as_json=arguments.json) else 1
    except BenchError as error:
        sys.stderr.write(f"bench/run: {error}\n")
        return 3
    except KeyboardInterrupt:
        return 130
